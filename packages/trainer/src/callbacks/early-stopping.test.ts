import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FitSpec } from '@sightline/contracts';
import { bestEpochOf, type FitEpoch, shouldStop, watchRuleOf } from './early-stopping.ts';

type Figure = number | null;
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/early-stopping.json'), 'utf8')) as {
  cases: {
    history: [loss: Figure, accuracy: Figure][];
    rule: NonNullable<FitSpec['earlyStopping']>;
    keras: { best: number; epochs: number; stopped: boolean };
  }[];
};

const epochOf = (epoch: number, validationLoss: Figure, accuracy: Figure): FitEpoch => ({
  epoch,
  learningRate: 1,
  loss: 1,
  metrics: { accuracy: 0 },
  validationLoss: validationLoss ?? Number.NaN,
  validationMetrics: { accuracy: accuracy ?? Number.NaN },
});
const history = (losses: Figure[]) =>
  losses.map((loss, index) => epochOf(index + 1, loss, loss === null ? null : 1 - loss));

describe('early stopping', () => {
  it('stops where Keras stops, and keeps the epoch that Keras restores', () => {
    const differing = golden.cases.filter(({ history: figures, rule, keras }) => {
      const epochs: FitEpoch[] = [];
      for (const [index, [loss, accuracy]] of figures.entries()) {
        epochs.push(epochOf(index + 1, loss, accuracy));
        if (shouldStop(epochs, rule)) break;
      }
      const ours = { best: bestEpochOf(epochs, rule), epochs: epochs.length, stopped: shouldStop(epochs, rule) };
      return JSON.stringify(ours) !== JSON.stringify(keras);
    });
    expect(golden.cases.length).toBeGreaterThan(100);
    expect(differing).toEqual([]);
  });

  it('names the earliest of equal epochs', () => {
    expect(bestEpochOf(history([0.5, 0.3, 0.4, 0.3]), watchRuleOf({}))).toBe(2);
  });

  it('never takes a NaN for the best, neither first nor later', () => {
    const rule = watchRuleOf({});
    expect(bestEpochOf(history([null, 0.4, null, 0.3, null]), rule)).toBe(4);
    expect(bestEpochOf(history([null, null]), rule)).toBe(0);
    expect(bestEpochOf([], rule)).toBe(0);
  });

  it('goes by the loss where nothing was validated', () => {
    const losses = [3, 1, 2].map((loss, index) => ({ epoch: index + 1, learningRate: 1, loss, metrics: {} }));
    expect(bestEpochOf(losses, watchRuleOf({}))).toBe(2);
    expect(bestEpochOf(losses)).toBe(2);
  });

  it('goes by the validation accuracy where it was measured and no rule is given', () => {
    const epochs = [
      [0.9, 0.5],
      [0.6, 0.7],
      [0.7, 0.9],
    ].map(([loss, accuracy], index) => epochOf(index + 1, loss as number, accuracy as number));
    expect(bestEpochOf(epochs)).toBe(3);
    expect(bestEpochOf(epochs, watchRuleOf({}))).toBe(2);
  });
});
