import { AugmentError } from '../errors.ts';

/** Features or embeddings and the class of each row. */
export interface Rows {
  /** `[rows, dimension]`, row by row. */
  values: Float32Array;
  dimension: number;
  /** Class indices, `[rows]`. */
  labels: Int32Array;
}

/** Rows after resampling. */
export interface Resampled extends Rows {
  /** The row of the input that each one is a copy of; −1 for a synthetic one. */
  indices: Int32Array;
}

/**
 * Refuses what cannot be resampled.
 *
 * @throws AugmentError `augment/invalid-rows` for sizes that do not fit each other, labels that are not class indices,
 * values that are not finite, or fewer than two classes
 */
export function checkRows({ values, dimension, labels }: Rows): void {
  if (!Number.isInteger(dimension) || dimension < 1 || values.length !== labels.length * dimension) {
    throw new AugmentError(
      'augment/invalid-rows',
      `received ${values.length} values for ${labels.length} labels and a dimension of ${dimension}. ` +
        'Pass `dimension` values (1 or more) for each label, row by row.',
    );
  }
  const wrong = labels.findIndex((label) => !Number.isInteger(label) || label < 0);
  if (wrong >= 0) {
    throw new AugmentError(
      'augment/invalid-rows',
      `label ${labels[wrong]} of row ${wrong} is not a class index (0, 1, …)`,
    );
  }
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    throw new AugmentError(
      'augment/invalid-rows',
      `row ${Math.floor(broken / dimension)} holds ${values[broken]} at place ${broken % dimension}. ` +
        'Only finite values have distances: fill in or drop such rows first.',
    );
  }
  const classes = new Set(labels).size;
  if (classes < 2) {
    throw new AugmentError(
      'augment/invalid-rows',
      `received rows of ${classes} class${classes === 1 ? '' : 'es'}. Balancing needs at least 2.`,
    );
  }
}

/** The rows of each class, in order; classes ascend. */
export function rowsByClass(labels: Int32Array): Map<number, Int32Array> {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const groups = new Map(
    [...counts].sort(([a], [b]) => a - b).map(([label, count]) => [label, new Int32Array(count)] as const),
  );
  const filled = new Map<number, number>();
  for (const [row, label] of labels.entries()) {
    const place = filled.get(label) ?? 0;
    (groups.get(label) as Int32Array)[place] = row;
    filled.set(label, place + 1);
  }
  return groups;
}

/** The rows named by `indices`, in that order. */
export function selectRows({ values, dimension, labels }: Rows, indices: Int32Array): Resampled {
  const selected = new Float32Array(indices.length * dimension);
  for (const [place, row] of indices.entries()) {
    selected.set(values.subarray(row * dimension, (row + 1) * dimension), place * dimension);
  }
  return { values: selected, dimension, labels: indices.map((row) => labels[row] as number), indices };
}

/** New rows of one class. */
export interface Addition {
  label: number;
  /** `[count, dimension]`. */
  values: Float32Array;
  /** The rows that they are copies of; none when they are synthetic. */
  indices?: Int32Array;
}

/** All rows as they are, then the additions. */
export function appendRows({ values, dimension, labels }: Rows, additions: readonly Addition[]): Resampled {
  const added = additions.reduce((sum, addition) => sum + addition.values.length / dimension, 0);
  const result: Resampled = {
    values: new Float32Array(values.length + added * dimension),
    dimension,
    labels: new Int32Array(labels.length + added),
    indices: new Int32Array(labels.length + added),
  };
  result.values.set(values);
  result.labels.set(labels);
  for (let row = 0; row < labels.length; row++) result.indices[row] = row;
  let row = labels.length;
  for (const { label, values: fresh, indices } of additions) {
    const end = row + fresh.length / dimension;
    result.values.set(fresh, row * dimension);
    result.labels.fill(label, row, end);
    if (indices) result.indices.set(indices, row);
    else result.indices.fill(-1, row, end);
    row = end;
  }
  return result;
}

/** What `second` made of `first`, expressed in rows of the input of `first`. */
export function chainRows(first: Resampled, second: Resampled): Resampled {
  return { ...second, indices: second.indices.map((row) => (row < 0 ? -1 : (first.indices[row] as number))) };
}
