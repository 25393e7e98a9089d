/**
 * What Keras calls losses and metrics besides the names that they have here in other letters:
 * `mse`, `kl_divergence`, `SparseCategoricalAccuracy`.
 */
export const kerasNames: Readonly<Record<string, string>> = {
  acc: 'accuracy',
  bce: 'binaryCrossentropy',
  categoricalaccuracy: 'accuracy',
  cosineproximity: 'cosineSimilarity',
  fscore: 'f1Score',
  kld: 'kullbackLeiblerDivergence',
  kldivergence: 'kullbackLeiblerDivergence',
  mae: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  mse: 'meanSquaredError',
  msle: 'meanSquaredLogarithmicError',
  onehotiou: 'iou',
  onehotmeaniou: 'meanIoU',
  rmse: 'rootMeanSquaredError',
  sparsecategoricalaccuracy: 'accuracy',
  sparsetopkcategoricalaccuracy: 'topKCategoricalAccuracy',
};

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z\d]/g, '');

/**
 * For a schema whose members differ by `kind`: says what a name of Keras' is here;
 * nothing for another, which is then compared letter by letter.
 */
export function knownToKeras(kinds: readonly string[]) {
  return ({ input }: { input?: unknown }): string | undefined => {
    const { kind } = (input ?? {}) as { kind?: unknown };
    if (typeof kind !== 'string') return undefined;
    const name = plain(kind);
    const written =
      kinds.find((own) => plain(own) === name) ?? (Object.hasOwn(kerasNames, name) ? kerasNames[name] : undefined);
    return written !== undefined && written !== kind && kinds.includes(written)
      ? `unknown kind "${kind}". Did you mean "${written}"? Allowed: ${kinds.join(', ')}`
      : undefined;
  };
}
