import type { OpenTask, Outputs } from '@sightline/tasks';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { numberColumns, numbersOf } from './number-columns.ts';

/** What a network gave, and what it was given. */
interface Answered {
  readonly ids: readonly string[];
  /** What each sample is annotated with, where it is; in the words of the task. */
  readonly expected?: readonly string[];
  readonly outputs: Outputs;
}

/**
 * The bytes of a Parquet file of predictions, one row per sample: its id, what it is annotated with and what was
 * answered in a few words, and one column per number that the network gave, named as the task names it
 * (`probability_cat`). The same input gives the same bytes.
 *
 * @param notes kept in the metadata of the file, by name
 */
export function writePredictions(
  { ids, expected, outputs }: Answered,
  task: OpenTask,
  notes: Readonly<Record<string, string>> = {},
): Uint8Array {
  const kvMetadata = Object.entries(notes).map(([key, value]) => ({ key, value }));
  const answers = ids.map((_, row) => task.describe(task.decode(outputs, row)));
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: [...ids], type: 'STRING' },
      ...(expected ? [{ name: 'expected', data: [...expected], type: 'STRING' as const }] : []),
      { name: 'answer', data: answers, type: 'STRING' },
      ...Object.entries(task.columns).flatMap(([output, names]) =>
        numberColumns(names, outputs[output]?.data ?? new Float32Array()),
      ),
    ],
    ...(kvMetadata.length > 0 && { kvMetadata }),
  });
  return new Uint8Array(bytes);
}

/** How many rows such a file has, by its metadata alone. */
export function countPredictions(file: Uint8Array): number {
  return Number(parquetMetadata(bufferOf(file)).num_rows);
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
  const rows = await parquetReadObjects({ file: bufferOf(file) });
  const outputs = Object.entries(columns).map(
    ([output, names]) => [output, { shape: [rows.length, names.length], data: numbersOf(rows, names) }] as const,
  );
  return {
    ids: rows.map(({ id }) => String(id)),
    annotations: rows.map(({ expected }) => String(expected)),
    outputs: Object.fromEntries(outputs),
  };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
