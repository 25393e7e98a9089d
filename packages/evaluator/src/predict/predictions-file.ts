import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { predictedClasses, type Predictions } from '../classification/predictions.ts';

/** One row of `predictions.parquet`. `probability` is that of the predicted class. */
export interface PredictionRow {
  readonly id: string;
  readonly label: string;
  readonly predicted: string;
  readonly probability: number;
}

const columnOf = (label: string) => `probability_${label}`;

/** The bytes of `predictions.parquet`: sample id, label, predicted label, and a column `probability_<label>` for each class. */
export function writePredictions(ids: readonly string[], predictions: Predictions): Uint8Array {
  const { labels, actual, probabilities } = predictions;
  const names = (classes: Int32Array) => Array.from(classes, (index) => labels[index] as string);
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: [...ids], type: 'STRING' },
      { name: 'label', data: names(actual), type: 'STRING' },
      { name: 'predicted', data: names(predictedClasses(predictions)), type: 'STRING' },
      ...labels.map((label, column) => ({
        name: columnOf(label),
        data: probabilities.filter((_, index) => index % labels.length === column),
        type: 'FLOAT' as const,
      })),
    ],
  });
  return new Uint8Array(bytes);
}

/** Reads back what {@link writePredictions} wrote. */
export async function readPredictions(file: Uint8Array): Promise<PredictionRow[]> {
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
  const rows = (await parquetReadObjects({ file: bytes })) as Record<string, string | number>[];
  return rows.map(({ id, label, predicted, ...rest }) => ({
    id: String(id),
    label: String(label),
    predicted: String(predicted),
    probability: Number(rest[columnOf(String(predicted))]),
  }));
}
