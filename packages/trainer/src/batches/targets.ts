import type { AnnotatedSample } from '@sightline/contracts';
import type { HostTensor } from '@sightline/engine';
import type { OpenTask } from '@sightline/tasks';

/** What samples are trained towards, by the names of outputs: each `[samples, …]`. */
export type Targets = Readonly<Record<string, HostTensor>>;

/**
 * The targets that a task gives samples, as long as they are not mixed.
 *
 * @throws TaskError `tasks/unknown-label` for what no training sample has
 */
export function encodeTargets(
  task: Pick<OpenTask, 'targets' | 'encode'>,
  samples: readonly AnnotatedSample[],
): Targets {
  const rows = Object.entries(task.targets).map(([output, { dtype, shape }]) => {
    const length = samples.length * sizeOf(shape);
    return [output, dtype === 'int32' ? new Int32Array(length) : new Float32Array(length)] as const;
  });
  const byOutput = Object.fromEntries(rows);
  for (const [row, sample] of samples.entries()) task.encode({ of: [{ sample, fraction: 1 }] }, byOutput, row);
  return Object.fromEntries(
    rows.map(([output, data]) => [output, { shape: [samples.length, ...(task.targets[output]?.shape ?? [])], data }]),
  );
}

/** How many samples they are of. */
export function countOf(targets: Targets): number {
  return Object.values(targets)[0]?.shape[0] ?? 0;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
