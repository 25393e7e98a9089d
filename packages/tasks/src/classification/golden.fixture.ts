import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Predictions } from './predictions.ts';

interface GoldenCase {
  name: string;
  labels: string[];
  actual: number[];
  probabilities: number[];
  accuracy: number;
  loss: number;
  confusion: number[][];
  precision: number[];
  recall: number[];
  f1: number[];
  support: number[];
  macro: [number, number, number];
  rocAuc: (number | null)[];
  averagePrecision: (number | null)[];
  microRocAuc: number;
  microAveragePrecision: number;
  expectedCalibrationError: number;
}

/**
 * What scikit-learn said (tools/oracles/scikit-learn/classification.py), each with the predictions it was asked about.
 */
export const goldenCases = (
  JSON.parse(readFileSync(join(__dirname, '../../golden/classification.json'), 'utf8')) as { cases: GoldenCase[] }
).cases.map((golden) => {
  const predictions: Predictions = {
    labels: golden.labels,
    actual: Int32Array.from(golden.actual),
    probabilities: Float32Array.from(golden.probabilities),
  };
  return { ...golden, predictions };
});

/** Expects equal numbers to 1e-12, and equal nulls. */
export function expectClose(received: readonly (number | null)[], expected: readonly (number | null)[]): void {
  expect(received.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) {
    if (value === null) expect(received[index]).toBeNull();
    else expect(Math.abs((received[index] as number) - value)).toBeLessThanOrEqual(1e-12);
  }
}
