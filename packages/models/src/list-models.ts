import type { ArchitectureName } from '@sightline/contracts';
import type { Architecture } from './trunks/architecture.ts';
import { architectures } from './trunks/architectures.ts';

/** An entry of the model zoo as data. */
export type ModelListing = Pick<Architecture, 'medium' | 'reference' | 'published' | 'preprocess'> & {
  /** What `architecture` is in a spec. */
  readonly architecture: ArchitectureName;
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
  const literal = (text: string) => text.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`);
  const wanted = new RegExp(`^${literal(pattern).replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  return (Object.entries(architectures) as [ArchitectureName, Architecture][])
    .filter(([name]) => wanted.test(name))
    .map(([architecture, { medium, reference, published, preprocess }]) => ({
      architecture,
      medium,
      reference,
      ...(published ? { published } : {}),
      preprocess,
    }));
}
