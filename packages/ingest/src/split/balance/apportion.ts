/**
 * Divides `count` by fractions that add up to 1: by the largest remainder (Hamilton's method), and then each empty part
 * gets one from the largest.
 */
export function apportion(count: number, fractions: readonly number[]): number[] {
  const counts = fractions.map((fraction) => Math.floor(count * fraction));
  const left = count - counts.reduce((sum, part) => sum + part, 0);
  const remainder = (part: number) => (count * (fractions[part] as number)) % 1;
  const byRemainder = [...fractions.keys()].sort((a, b) => remainder(b) - remainder(a));
  for (const part of byRemainder.slice(0, left)) (counts[part] as number) += 1;
  for (const part of counts.keys()) {
    const largest = counts.indexOf(Math.max(...counts));
    if ((counts[part] as number) > 0 || (counts[largest] as number) < 2) continue;
    (counts[largest] as number) -= 1;
    counts[part] = 1;
  }
  return counts;
}
