import type { EpochRecord, ProgressEvent } from '@sightline/contracts';
import { tf, type TrainStep } from '@sightline/engine';
import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import type { Callback, Training } from './callback.ts';
import { callbacks, createCallbacks, type Following, restoreStates, statesOf } from './callbacks.ts';

const step = { step: 4, mode: 'compiled', precision: 'float32', optimizer: { learningRate: 0.1 } } as TrainStep;

/** A training of a weight whose value is the number of the epoch, validated with these losses. */
class Epochs {
  readonly history: EpochRecord[] = [];
  readonly lines: string[] = [];
  readonly saved: Checkpoint[] = [];
  readonly events: ProgressEvent[] = [];
  readonly model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 1, useBias: false })] });
  readonly following: Following = createCallbacks(this.training());

  training(): Training {
    return {
      model: this.model,
      step,
      spec: {
        epochs: 9,
        earlyStopping: { monitor: 'validationLoss', patience: 2, minDelta: 0 },
        restoreBestWeights: true,
      },
      steps: 36,
      hasValidation: true,
      history: this.history,
      checkpoints: {
        save: async (checkpoint) => void this.saved.push(structuredClone(checkpoint)),
        load: async () => undefined,
        remove: async () => undefined,
      },
      context: {
        logger: { info: (text) => this.lines.push(text), warn: (text) => this.lines.push(text) },
        progress: (event) => this.events.push(event),
      },
      snapshot: () => ({ history: this.history, state: new Map(), callbacks: statesOf(this.following) }),
    };
  }

  get all(): Callback[] {
    return Object.values(this.following);
  }

  async end(loss: number): Promise<void> {
    const epoch = this.history.length + 1;
    this.model.setWeights([tf.tensor2d([[epoch]])]);
    this.history.push({ epoch, learningRate: 0.1, training: { loss }, validation: { loss } });
    for (const callback of this.all) await callback.onEpochEnd?.();
  }

  get weight(): number {
    return this.model.getWeights()[0]?.dataSync()[0] as number;
  }
}

describe('callbacks', () => {
  afterEach(() => tf.disposeVariables());

  it('are called in the order in which they are listed', () => {
    expect(Object.keys(new Epochs().following)).toEqual(Object.keys(callbacks));
  });

  it('have learnt from an epoch before the checkpoint keeps what they know, and print it when it is kept', async () => {
    const epochs = new Epochs();
    await epochs.end(0.5);
    expect(epochs.saved[0]?.callbacks).toEqual(statesOf(epochs.following));
    expect(epochs.saved[0]?.callbacks['bestWeights']?.arrays).toEqual([Float32Array.of(1)]);
    expect(Object.keys(callbacks).at(-1)).toBe('epochLog');
    expect(epochs.lines).toEqual(['Epoch 1/9 - loss: 0.5000 - val loss: 0.5000']);
  });

  it('report each epoch once, and those before a continuation too', async () => {
    const epochs = new Epochs();
    epochs.history.push({ epoch: 1, learningRate: 0.1, training: { loss: 0.9 } });
    for (const callback of epochs.all) callback.onEpochBegin?.(2);
    await epochs.end(0.5);
    for (const callback of epochs.all) callback.onTrainEnd?.();
    expect(epochs.events.map(({ epochEnded }) => epochEnded)).toEqual(epochs.history);
  });

  it('know again what they knew when a training is continued, and end it alike', async () => {
    const whole = new Epochs();
    const begun = new Epochs();
    for (const loss of [0.5, 0.3, 0.4]) await whole.end(loss);
    for (const loss of [0.5, 0.3]) await begun.end(loss);
    const continued = new Epochs();
    const kept = begun.saved.at(-1) as Checkpoint;
    continued.history.push(...kept.history);
    restoreStates(continued.following, kept.callbacks);
    expect(statesOf(continued.following)).toEqual(kept.callbacks);
    await continued.end(0.4);
    expect(continued.saved).toEqual(whole.saved.slice(-1));
    for (const epochs of [whole, continued]) {
      expect(epochs.all.some((callback) => callback.shouldStop?.())).toBe(false);
      await epochs.end(0.4);
      expect(epochs.all.some((callback) => callback.shouldStop?.())).toBe(true);
      for (const callback of epochs.all) callback.onTrainEnd?.();
      expect([epochs.following.bestWeights.bestEpoch, epochs.weight]).toEqual([2, 2]);
    }
  });
});
