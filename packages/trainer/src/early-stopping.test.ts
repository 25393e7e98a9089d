import { bestEpochOf, shouldStop } from './early-stopping.ts';

const history = (losses: number[]) =>
  losses.map((validationLoss, index) => ({
    epoch: index + 1,
    learningRate: 1,
    loss: 1,
    metrics: { accuracy: 0 },
    validationLoss,
    validationMetrics: { accuracy: 1 - validationLoss },
  }));

describe('early stopping', () => {
  it('stops after `patience` epochs without improvement', () => {
    const rule = { monitor: 'validationLoss', patience: 2, minDelta: 0 } as const;
    expect(shouldStop(history([0.5, 0.4, 0.45]), rule)).toBe(false);
    expect(shouldStop(history([0.5, 0.4, 0.45, 0.41]), rule)).toBe(true);
    expect(shouldStop(history([0.5, 0.4, 0.45, 0.39]), rule)).toBe(false);
  });

  it('takes a change within `minDelta` for none, and can watch the accuracy', () => {
    const rule = { monitor: 'validationAccuracy', patience: 1, minDelta: 0.1 } as const;
    expect(shouldStop(history([0.5, 0.45]), rule)).toBe(true);
    expect(shouldStop(history([0.5, 0.3]), rule)).toBe(false);
  });

  it('names the earliest best epoch', () => {
    expect(bestEpochOf(history([0.5, 0.3, 0.4, 0.3]))).toBe(2);
  });
});
