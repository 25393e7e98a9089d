import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochRecord, FitSpec } from '@sightline/contracts';
import { bestEpochOf, shouldStop, watchRuleOf } from './early-stopping.ts';

type Figure = number | null;
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/early-stopping.json'), 'utf8')) as {
  cases: {
    history: [loss: Figure, accuracy: Figure][];
    rule: NonNullable<FitSpec['earlyStopping']>;
    keras: { best: number; epochs: number; stopped: boolean };
  }[];
};

const epochOf = (epoch: number, loss: Figure, accuracy: Figure): EpochRecord => ({
  epoch,
  learningRate: 1,
  training: { loss: 1, accuracy: 0 },
  validation: { loss: loss ?? Number.NaN, accuracy: accuracy ?? Number.NaN },
});
const history = (losses: Figure[]) =>
  losses.map((loss, index) => epochOf(index + 1, loss, loss === null ? null : 1 - loss));

describe('early stopping', () => {
  it('stops where Keras stops, and keeps the epoch that Keras restores', () => {
    const differing = golden.cases.filter(({ history: figures, rule, keras }) => {
      const epochs: EpochRecord[] = [];
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
    const losses = [3, 1, 2].map((loss, index) => ({ epoch: index + 1, learningRate: 1, training: { loss } }));
    expect(bestEpochOf(losses, watchRuleOf({}))).toBe(2);
  });

  it('knows of each metric whether higher or lower values are better, also after the name of an output', () => {
    const values = [0.5, 0.9, 0.1];
    const best = (name: string) =>
      bestEpochOf(
        values.map((value, index) => ({
          epoch: index + 1,
          learningRate: 1,
          training: { loss: 1 },
          validation: { loss: 1, [name]: value },
        })),
        { monitor: `validation${name.charAt(0).toUpperCase()}${name.slice(1)}`, minDelta: 0 },
      );
    for (const name of ['accuracy', 'height_r2Score', 'cosineSimilarity']) expect(best(name)).toBe(2);
    for (const name of ['rootMeanSquaredError', 'height_loss', 'falsePositives']) expect(best(name)).toBe(3);
  });
});
