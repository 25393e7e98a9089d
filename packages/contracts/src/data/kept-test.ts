/** What a spec says of the test split: a fraction, or that no later sample comes into it. */
export type TestFraction = number | 'keep' | { readonly keep: number };

/** The fraction of the test split where `keep` gives none. */
export const STANDARD_TEST = 0.15;

/** The fraction of the samples that the test split gets when it is made. */
export function testFraction(test: TestFraction): number {
  if (test === 'keep') return STANDARD_TEST;
  return typeof test === 'number' ? test : test.keep;
}

/** What a rule to divide says of the test split. */
interface TestRule {
  readonly test?: TestFraction | 'predefined';
  /** How a `predefined` split divides what the source does not. */
  readonly unassigned?: 'error' | { readonly test: TestFraction };
}

/** Whether the test split of the first run of a pipeline stays that of all later ones. */
export function keepsTest({ test, unassigned }: TestRule): boolean {
  return isKept(typeof unassigned === 'object' ? unassigned.test : test);
}

/** Whether later samples are kept out of a test split. */
export function isKept(test: TestFraction | 'predefined' | undefined): boolean {
  return test === 'keep' || typeof test === 'object';
}
