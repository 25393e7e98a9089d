import { fitsPattern, modelSpecSchema, parse, type ArchitectureName } from '@sightline/contracts';
import type { Architecture } from './trunks/architecture.ts';
import { architectures } from './trunks/architectures.ts';
import { pretrained } from './weights/pretrained/pretrained.ts';
import type { Pretrained } from './weights/pretrained/pretrained-weights.ts';

/** An entry of the model zoo as data. */
export type ModelListing = Pick<Architecture, 'medium' | 'reference' | 'published' | 'preprocess'> & {
  /** What `architecture` is in a spec. */
  readonly architecture: ArchitectureName;
  /** Height and width in pixels below which a sample is refused, with the default settings. */
  readonly smallestSize: number;
  /** Of the code that builds it. */
  readonly licence: 'Apache-2.0';
  /** Weights of others for it: what `weights` is in a spec, whose they are, and the input that they were trained on. */
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
    .map(([architecture, { medium, reference, published, preprocess, smallestSize }]) => ({
      architecture,
      medium,
      smallestSize: smallestSize(parse(modelSpecSchema, { architecture }, 'the model')),
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
