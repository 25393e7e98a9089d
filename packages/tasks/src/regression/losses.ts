import type { TaskSpec } from '@sightline/contracts';

/** Each loss of one standardised error, as the engine and Keras define it. */
const losses: { readonly [Loss in TaskSpec<'regression'>['loss']]: (error: number) => number } = {
  meanSquaredError: (error) => error ** 2,
  meanAbsoluteError: Math.abs,
  huber: (error) => (Math.abs(error) <= 1 ? error ** 2 / 2 : Math.abs(error) - 0.5),
  logCosh: (error) => Math.abs(error) + Math.log1p(Math.exp(-2 * Math.abs(error))) - Math.LN2,
};

/** The mean loss of standardised errors. */
export function meanLoss(loss: keyof typeof losses, errors: readonly number[]): number {
  return errors.reduce((total, error) => total + losses[loss](error), 0) / errors.length;
}
