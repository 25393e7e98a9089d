import type { OpenTask } from '@sightline/tasks';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { EvaluatorError } from '../errors.ts';
import { numberColumns, numbersOf } from '../predict/number-columns.ts';

/** Samples that new ones are compared with, and what a network made of each. */
export interface SampleIndex {
  readonly samples: readonly IndexedSample[];
  /** `[samples, units]`, row by row, each row of the length 1. */
  readonly embeddings: Float32Array;
}

export interface IndexedSample {
  readonly id: string;
  /** What it is annotated with, in the words of the task. */
  readonly label: string;
  /** A small PNG of it; of a clip, of its first frame. */
  readonly picture: Uint8Array;
}

/**
 * The bytes of a model's `index.parquet`, one row per sample: `id`, `label`, `picture` (a PNG), and one column per
 * number of its embedding, named as the task names it (`embedding_0`). The same index gives the same bytes.
 */
export function writeIndex({ samples, embeddings }: SampleIndex, task: Pick<OpenTask, 'head' | 'columns'>): Uint8Array {
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: samples.map(({ id }) => id), type: 'STRING' },
      { name: 'label', data: samples.map(({ label }) => label), type: 'STRING' },
      { name: 'picture', data: samples.map(({ picture }) => picture), type: 'BYTE_ARRAY' },
      ...numberColumns(namesOf(task), embeddings),
    ],
  });
  return new Uint8Array(bytes);
}

/**
 * What {@link writeIndex} wrote, bit for bit.
 *
 * @throws EvaluatorError `evaluator/outdated-index` when the file has other columns
 */
export async function readIndex(file: Uint8Array, task: Pick<OpenTask, 'head' | 'columns'>): Promise<SampleIndex> {
  const names = namesOf(task);
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
  const rows = await parquetReadObjects({ file: bytes, utf8: false });
  const missing = ['id', 'label', 'picture', ...names].find((name) => !(name in (rows[0] ?? {})));
  if (missing !== undefined) {
    throw new EvaluatorError(
      'evaluator/outdated-index',
      `index.parquet has no column "${missing}": an older version of Sightline made it. Run the stage export again.`,
    );
  }
  return {
    samples: rows.map(({ id, label, picture }) => ({
      id: String(id),
      label: String(label),
      picture: Uint8Array.from(picture as Uint8Array),
    })),
    embeddings: numbersOf(rows, names),
  };
}

function namesOf({ head, columns }: Pick<OpenTask, 'head' | 'columns'>): readonly string[] {
  return columns[head.name] ?? [];
}
