import type { ArtifactRef } from '@sightline/contracts';
import { InvalidArgumentError } from 'commander';

/** Reads a word of the command line as the id of a dataset. @throws InvalidArgumentError when it is none */
export function parseDataset(value: string): ArtifactRef & { kind: 'dataset' } {
  if (!/^[0-9a-f]{64}$/.test(value))
    throw new InvalidArgumentError(
      'Expected the id of a dataset, 64 hexadecimal digits, as `sightline augment --json` prints it.',
    );
  return { kind: 'dataset', id: value };
}
