import type { Sample } from '@sightline/contracts';
import type { OpenTask, Outputs } from '@sightline/tasks';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { numberColumns, numbersOf } from './number-columns.ts';

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
      ...Object.entries(task.columns).flatMap(([output, names]) =>
        numberColumns(names, outputs[output]?.data ?? new Float32Array()),
      ),
    ],
  });
  return new Uint8Array(bytes);
}

/** What a network gave for some samples. */
export interface PredictedOutputs {
  readonly ids: readonly string[];
  /** What each sample is annotated with, in the words of the task. */
  readonly annotations: readonly string[];
  /** `[samples, numbers]`, the samples in the order of `ids`. */
  readonly outputs: Outputs;
}

/** The numbers that {@link writePredictions} wrote, bit for bit. */
export async function readPredictions(
  file: Uint8Array,
  { columns }: Pick<OpenTask, 'columns'>,
): Promise<PredictedOutputs> {
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
  const rows = await parquetReadObjects({ file: bytes });
  const outputs = Object.entries(columns).map(
    ([output, names]) => [output, { shape: [rows.length, names.length], data: numbersOf(rows, names) }] as const,
  );
  return {
    ids: rows.map(({ id }) => String(id)),
    annotations: rows.map(({ expected }) => String(expected)),
    outputs: Object.fromEntries(outputs),
  };
}
