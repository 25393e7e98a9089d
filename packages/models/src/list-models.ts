import {
  fitsPattern,
  modelSpecSchema,
  networkInput,
  parse,
  type ArchitectureName,
  type NetworkInput,
} from '@sightline/contracts';
import type { Architecture } from './trunks/architecture.ts';
import { architectures } from './trunks/architectures.ts';
import { pretrained } from './weights/pretrained/pretrained.ts';
import type { Pretrained } from './weights/pretrained/pretrained-weights.ts';

/** An entry of the model zoo as data, and what a sample must be for it with the default settings. */
export type ModelListing = Pick<Architecture, 'reference' | 'published' | 'preprocess'> &
  NetworkInput & {
    /** What `architecture` is in a spec. */
    readonly architecture: ArchitectureName;
    /** Of the code that builds it. */
    readonly licence: 'Apache-2.0';
    /** Weights of others for it: what `weights` is in a spec, whose they are, the input that they were trained on. */
    readonly pretrained?: readonly PretrainedListing[];
  };

type PretrainedListing = Pick<Pretrained, 'version' | 'licence' | 'reference' | 'preprocess'> & {
  readonly weights: string;
};

/**
 * The entries of the model zoo.
 *
 * @param pattern of their names, where `*` stands for any characters and `?` for one; all of them when left out
 *
 * @example
 * listModels('resnet*').map(({ architecture }) => architecture); // resnet18, resnet34, resnet50, resnet20, resnet56
 */
export function listModels(pattern = '*'): ModelListing[] {
  return (Object.entries(architectures) as [ArchitectureName, Architecture][])
    .filter(([name]) => fitsPattern(name, pattern))
    .map(([architecture, { reference, published, preprocess }]) => ({
      architecture,
      ...networkInput(parse(modelSpecSchema, { architecture }, 'the model')),
      reference,
      licence: 'Apache-2.0',
      ...(published ? { published } : {}),
      preprocess,
      ...pretrainedFor(architecture),
    }));
}

function pretrainedFor(architecture: ArchitectureName): Pick<ModelListing, 'pretrained'> {
  const listings = Object.entries(pretrained).flatMap(([name, entry]) => {
    if (entry.architecture !== architecture) return [];
    const { version, licence, reference, preprocess } = entry;
    return [{ weights: `npm:${name}`, version, licence, reference, preprocess }];
  });
  return listings.length === 0 ? {} : { pretrained: listings };
}
