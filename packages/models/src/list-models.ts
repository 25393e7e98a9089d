import { fitsPattern, modelSpecSchema, parse, type ArchitectureName } from '@sightline/contracts';
import type { Architecture } from './trunks/architecture.ts';
import { architectures } from './trunks/architectures.ts';

/** An entry of the model zoo as data. */
export type ModelListing = Pick<Architecture, 'medium' | 'reference' | 'published' | 'preprocess'> & {
  /** What `architecture` is in a spec. */
  readonly architecture: ArchitectureName;
  /** Height and width in pixels below which a sample is refused, with the default settings. */
  readonly smallestSize: number;
  /** Of the code that builds it. None of them has weights of others. */
  readonly licence: 'Apache-2.0';
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
    }));
}
