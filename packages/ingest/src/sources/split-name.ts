import type { SplitName } from '@sightline/contracts';

const NAMES = new Map<string, SplitName>(
  Object.entries({
    train: 'train',
    training: 'train',
    validation: 'validation',
    valid: 'validation',
    val: 'validation',
    dev: 'validation',
    test: 'test',
    testing: 'test',
  }),
);

/** The split that a usual name means: `train`, `val`, `dev`, `test`, in any case. */
export function splitNamed(name: string): SplitName | undefined {
  return NAMES.get(name.trim().toLowerCase());
}

/** The names that {@link splitNamed} knows, for messages. */
export const SPLIT_WORDS = [...NAMES.keys()].join(', ');

/** The split that a file is in by its name, else by the folders that it is in. */
export function splitOfFile(path: string): SplitName | undefined {
  const parts = path.split('/');
  return splitInName(parts.at(-1) ?? '') ?? splitInFolders(path);
}

/** The split of the outermost folder of a file's path that is called as a split is. */
export function splitInFolders(path: string): SplitName | undefined {
  return path.split('/').slice(0, -1).map(splitNamed).find(Boolean);
}

/** The split that a part of a file's name is called: `train` in `digits-train-00001`. */
export function splitInName(name: string): SplitName | undefined {
  return name
    .split(/[-_.]/)
    .map(splitNamed)
    .find((split) => split !== undefined);
}
