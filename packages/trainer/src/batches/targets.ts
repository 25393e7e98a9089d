import type { Sample } from '@sightline/contracts';
import type { HostTensor } from '@sightline/engine';
import type { OpenTask } from '@sightline/tasks';

/** What samples are trained towards, by the names of outputs: each `[samples, …]`. */
export type Targets = Readonly<Record<string, HostTensor>>;

/**
 * The targets that a task gives samples, as long as they are not mixed.
 *
 * @throws TaskError `tasks/unknown-label` for what no training sample has
 */
export function encodeTargets(task: Pick<OpenTask, 'targets' | 'encode'>, samples: readonly Sample[]): Targets {
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

/** Targets side by side, those of a sample in one row: what is mixed with the samples. In memory that threads share. */
export function toTable(targets: Targets): { readonly data: Float32Array; readonly width: number } {
  const columns = columnsOf(targets);
  const width = columns.reduce((sum, { size }) => sum + size, 0);
  const count = countOf(targets);
  const data = new Float32Array(new SharedArrayBuffer(4 * count * width));
  for (const { from, size, tensor } of columns) {
    for (let row = 0; row < count; row++) {
      data.set((tensor.data as Float32Array).subarray(row * size, (row + 1) * size), row * width + from);
    }
  }
  return { data, width };
}

/** Rows of such a table as targets like these. */
export function fromTable(table: Float32Array, like: Targets): Targets {
  const columns = columnsOf(like);
  const width = columns.reduce((sum, { size }) => sum + size, 0);
  const rows = table.length / width;
  const parts = columns.map(({ output, from, size, tensor: { shape } }) => {
    const data = new Float32Array(rows * size);
    for (let row = 0; row < rows; row++) {
      data.set(table.subarray(row * width + from, row * width + from + size), row * size);
    }
    return [output, { shape: [rows, ...shape.slice(1)], data }] as const;
  });
  return Object.fromEntries(parts);
}

/** Where each output's numbers are in a row of a table. */
function columnsOf(targets: Targets) {
  let next = 0;
  return Object.entries(targets).map(([output, tensor]) => {
    const [from, size] = [next, sizeOf(tensor.shape.slice(1))];
    next += size;
    return { output, tensor, from, size };
  });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
