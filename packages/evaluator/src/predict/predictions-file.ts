import type { Sample } from '@sightline/contracts';
import type { OpenTask, Outputs } from '@sightline/tasks';
import { parquetWriteBuffer } from 'hyparquet-writer';

/**
 * The bytes of `predictions.parquet`, one row per sample: its id, what it is annotated with and what was answered in a
 * few words, and one column per number that the network gave, named as the task names it (`probability_cat`).
 */
export function writePredictions(samples: readonly Sample[], outputs: Outputs, task: OpenTask): Uint8Array {
  const texts = (of: (sample: Sample, row: number) => string) => samples.map(of);
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: texts(({ id }) => id), type: 'STRING' },
      { name: 'expected', data: texts((sample) => task.expected(sample)), type: 'STRING' },
      { name: 'answer', data: texts((_, row) => task.describe(task.decode(outputs, row))), type: 'STRING' },
      ...Object.entries(task.columns).flatMap(([output, names]) => {
        const data = outputs[output]?.data ?? new Float32Array();
        return names.map((name, column) => ({
          name,
          data: data.filter((_, index) => index % names.length === column),
          type: 'FLOAT' as const,
        }));
      }),
    ],
  });
  return new Uint8Array(bytes);
}
