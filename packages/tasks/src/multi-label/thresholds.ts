/**
 * For each label the threshold of the highest F1: halfway between two neighbouring scores, of equally good ones the
 * nearest to one half. One half for a label without positive samples.
 *
 * @param actual `[samples, labels]`, 1 where a sample has a label
 * @param scores `[samples, labels]`
 */
export function highestF1Thresholds(actual: Uint8Array, scores: Float32Array, labels: number): number[] {
  const rows = Array.from({ length: scores.length / labels }, (_, row) => row);
  return Array.from({ length: labels }, (_, label) => {
    const samples = rows.map((row) => ({
      score: scores[row * labels + label] as number,
      isPositive: actual[row * labels + label] === 1,
    }));
    samples.sort((left, right) => right.score - left.score);
    return highestF1(samples);
  });
}

function highestF1(samples: readonly { score: number; isPositive: boolean }[]): number {
  const positives = samples.filter(({ isPositive }) => isPositive).length;
  let best = { f1: 0, threshold: 0.5 };
  let found = 0;
  for (const [index, { score, isPositive }] of samples.entries()) {
    if (isPositive) found++;
    const next = samples[index + 1]?.score ?? 0;
    // Equal scores are answered alike.
    if (next === score) continue;
    const f1 = (2 * found) / (index + 1 + positives);
    const threshold = (score + next) / 2;
    const isNearer = Math.abs(threshold - 0.5) < Math.abs(best.threshold - 0.5);
    if (f1 > best.f1 || (f1 === best.f1 && f1 > 0 && isNearer)) best = { f1, threshold };
  }
  return best.threshold;
}
