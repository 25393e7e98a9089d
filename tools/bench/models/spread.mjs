// @ts-check
// A figure over several seeds.

/**
 * @param {readonly number[]} values
 * @returns {{ mean: number, deviation: number | null }} the standard deviation of the sample; of one value none
 */
export function spreadOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, deviation: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/**
 * Fractions in per cent: `99.21 % ± 0.08`.
 *
 * @param {readonly number[]} fractions
 */
export function formatSpread(fractions) {
  const { mean, deviation } = spreadOf(fractions);
  return `${(100 * mean).toFixed(2)} %${deviation === null ? '' : ` ± ${(100 * deviation).toFixed(2)}`}`;
}
