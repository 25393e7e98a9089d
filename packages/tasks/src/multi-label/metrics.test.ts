import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateMultiLabel } from './evaluate-multi-label.ts';
import { multiLabelMetrics } from './metrics.ts';

interface Golden {
  labels: string[];
  actual: number[];
  probabilities: number[];
  thresholds: number[];
  precision: number[];
  recall: number[];
  f1: number[];
  support: number[];
  macro: number[];
  micro: number[];
  subsetAccuracy: number;
  hammingLoss: number;
  loss: number;
  averagePrecision: number[];
  microAveragePrecision: number;
}

/** What scikit-learn gave, by tools/oracles/scikit-learn/tasks.py. */
const { cases } = JSON.parse(readFileSync(join(__dirname, '../../golden/multi-label.json'), 'utf8')) as {
  cases: Golden[];
};

describe.each(cases.map((golden, index) => [index, golden] as const))(
  'multi-label metrics, case %i',
  (_case, golden) => {
    const predictions = {
      ...golden,
      actual: Uint8Array.from(golden.actual),
      probabilities: Float32Array.from(golden.probabilities),
    };
    const ids = Array.from({ length: golden.actual.length / golden.labels.length }, (_, row) => `${row}.png`);

    it('are those of scikit-learn', () => {
      const { perLabel, macro, micro, exactMatches, hammingLoss, loss } = multiLabelMetrics(predictions);
      for (const name of ['precision', 'recall', 'f1', 'support'] as const) {
        close(
          perLabel.map((scores) => scores[name]),
          golden[name],
        );
      }
      close([macro.precision, macro.recall, macro.f1], golden.macro);
      close([micro.precision, micro.recall, micro.f1], golden.micro);
      close([exactMatches / ids.length, hammingLoss], [golden.subsetAccuracy, golden.hammingLoss]);
      expect(loss).toBeCloseTo(golden.loss, 6);
    });

    it('become figures and exhibits', () => {
      const { figures, exhibits } = evaluateMultiLabel(ids, predictions);
      close(
        [figures.averagePrecision!.value, figures.microF1!.value],
        [golden.microAveragePrecision, golden.micro[2]!],
      );
      const table = exhibits.find(({ name }) => name === 'labels');
      const precisions = table?.kind === 'table' ? table.rows.map((row) => row[5] as number | null) : [];
      for (const [index, value] of precisions.entries()) {
        if (golden.support[index]! > 0) close([value!], [golden.averagePrecision[index]!]);
        else expect(value).toBeNull();
      }
      const gallery = exhibits.find(({ name }) => name === 'mistakes');
      expect(gallery?.kind === 'gallery' && gallery.items.length).toBe(
        Math.min(24, Math.round(ids.length * (1 - golden.subsetAccuracy))),
      );
    });
  },
);

function close(received: readonly number[], expected: readonly number[]): void {
  expect(received).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) {
    expect(Math.abs(received[index]! - value)).toBeLessThanOrEqual(1e-12);
  }
}
