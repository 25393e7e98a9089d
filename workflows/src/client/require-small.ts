import type { TrainToServeInput } from '@sightline/contracts';
import type { RetrainInput } from '@sightline/contracts/run';
import { WorkflowsError } from '../errors.ts';

/** What Temporal takes of one input, by default of its servers. */
const MOST_BYTES = 2 * 1024 * 1024;

/** @throws WorkflowsError `workflows/input-too-large`: Temporal would refuse it, and say less */
export function requireSmall(input: TrainToServeInput | RetrainInput): void {
  const bytes = Buffer.byteLength(JSON.stringify(input));
  if (bytes <= MOST_BYTES) return;
  const sizes = Object.entries({ ...input.pipeline, who: input.who }).map(
    ([key, value]) => [key, Buffer.byteLength(JSON.stringify(value) ?? '')] as const,
  );
  const [key, own] = sizes.toSorted(([, one], [, other]) => other - one)[0] ?? ['', 0];
  throw new WorkflowsError(
    'workflows/input-too-large',
    `What the run is given takes ${megabytes(bytes)}; Temporal takes at most 2 MB. The largest part is ${key}, with ` +
      `${megabytes(own)}: shorten it, or name a file there instead.`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
