import { tf } from '../../tensorflow.ts';
import type { Batch } from '../objective/batch.ts';
import type { TrainStep } from '../compile-train-step.ts';
import { batch, compileFor, dense, layerOf, network } from './model-changes.fixture.ts';
import { seeded } from '../objective/objective.fixture.ts';

/** A layer that reads values: it cannot be recorded. */
class Peeking extends tf.layers.Layer {
  static className = 'Peeking';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [input] = [inputs].flat() as [tf.Tensor];
    return input.mul(input.dataSync().length / input.size);
  }
}

/** Which variables a step changed. */
async function moved(step: TrainStep, given: Batch): Promise<string[]> {
  const before = step.read();
  await step.train(given);
  return [...step.read()].filter(([name, data]) => String(before.get(name)) !== String(data)).map(([name]) => name);
}

describe.each(['compiled', 'eager'] as const)('freezing between steps, %s', (how) => {
  afterEach(() => tf.disposeVariables());
  const options = how === 'eager' ? ({ fallback: 'eager' } as const) : {};
  const peeking = () => (how === 'eager' ? [new Peeking({ name: 'peeking' })] : []);
  const bits = (step: TrainStep, name: string) => Array.from(step.read().get(name) as Float32Array);

  it('holds from the next step on, for batches of every size, and ends likewise', async () => {
    const model = network(...peeking());
    const step = compileFor(model, options);
    expect(step.mode).toBe(how);
    await step.train(batch(8));
    layerOf(model, 'first').trainable = false;
    const [kernel, momentum] = [bits(step, 'first/kernel'), bits(step, 'first/kernel/velocity')];
    const onlyLast = expect.not.arrayContaining([expect.stringContaining('first')]);
    for (const size of [8, 3, 8]) expect(await moved(step, batch(size))).toEqual(onlyLast);
    expect([bits(step, 'first/kernel'), bits(step, 'first/kernel/velocity')]).toEqual([kernel, momentum]);
    layerOf(model, 'first').trainable = true;
    expect(await moved(step, batch(3))).toContain('first/kernel/velocity');
    expect(await moved(step, batch(8))).toContain('first/kernel');
    step.dispose();
  });

  it('is also of what is inside models and wrappers, and of the model itself', async () => {
    const inner = tf.sequential({ layers: [dense('inner', 4, { inputShape: [4] })] });
    const model = tf.sequential({
      layers: [
        tf.layers.reshape({ inputShape: [3], targetShape: [3, 1] }),
        tf.layers.timeDistributed({ name: 'steps', layer: dense('of steps', 4) }),
        tf.layers.bidirectional({
          name: 'both',
          layer: tf.layers.simpleRNN({ units: 2, kernelInitializer: seeded(1) }),
          mergeMode: 'concat',
        }),
        inner,
        ...peeking(),
        dense('last', 1),
      ],
    });
    const step = compileFor(model, options);
    const { forwardLayer } = layerOf(model, 'both') as unknown as { forwardLayer: tf.layers.Layer };
    const { layer: ofSteps } = layerOf(model, 'steps') as unknown as { layer: tf.layers.Layer };
    const all = (await moved(step, batch(4))).length;
    for (const [layer, weights] of [
      [inner, 2],
      [forwardLayer, 3],
      [ofSteps, 2],
    ] as const) {
      layer.trainable = false;
      expect((await moved(step, batch(4))).length).toBe(all - 2 * weights);
      expect((await moved(step, batch(2))).length).toBe(all - 2 * weights);
      layer.trainable = true;
      expect((await moved(step, batch(4))).length).toBe(all);
    }
    model.trainable = false;
    await expect(step.train(batch(4))).rejects.toThrow(/no trainable weights/);
    step.dispose();
  });

  it('normalises by the moving averages, which stand still, as in Keras', async () => {
    const model = network(tf.layers.batchNormalization({ name: 'normal' }), ...peeking());
    const step = compileFor(model, options);
    expect(await moved(step, batch(8))).toEqual(expect.arrayContaining([expect.stringContaining('moving_mean')]));
    layerOf(model, 'normal').trainable = false;
    const { loss } = await step.evaluate(batch(8));
    expect((await step.train(batch(8), { learningRate: 0 })).loss).toBeCloseTo(loss, 5);
    expect(await moved(step, batch(8))).toEqual(expect.not.arrayContaining([expect.stringContaining('normal')]));
    step.dispose();
  });

  it('takes penalties of frozen weights out of the loss, as in Keras', async () => {
    const kernelRegularizer = tf.regularizers.l2({ l2: 1 });
    const model = tf.sequential({
      layers: [dense('first', 2, { inputShape: [3], kernelRegularizer }), ...peeking(), dense('last', 1)],
    });
    const step = compileFor(model, options);
    const { loss } = await step.evaluate(batch(4));
    layerOf(model, 'first').trainable = false;
    const penalty = tf.tidy(() => (layerOf(model, 'first').getWeights()[0] as tf.Tensor).square().sum().dataSync()[0]);
    expect(loss - (await step.evaluate(batch(4))).loss).toBeCloseTo(penalty as number, 4);
    step.dispose();
  });

  it('keeps moving averages; a weight that joins late starts its own where it is', async () => {
    const model = network(...peeking());
    layerOf(model, 'first').trainable = false;
    const optimizer = { kind: 'sgd', learningRate: 0.2, emaMomentum: 0.9 } as const;
    const step = compileFor(model, { ...options, optimizer });
    for (let count = 0; count < 3; count++) await step.train(batch(4, count));
    expect(step.read().has('first/kernel/ema')).toBe(false);
    layerOf(model, 'first').trainable = true;
    const start = bits(step, 'first/kernel');
    await step.train(batch(4));
    const [now, average] = [bits(step, 'first/kernel'), bits(step, 'first/kernel/ema')];
    start.forEach((value, place) => {
      expect(average[place]).toBeCloseTo(0.9 * value + 0.1 * (now[place] as number), 5);
    });
    layerOf(model, 'first').trainable = false;
    await step.train(batch(4));
    expect(bits(step, 'first/kernel/ema')).toEqual(average);
    const { loss } = await step.evaluate(batch(4), { useEma: true });
    const other = compileFor(model, { ...options, optimizer });
    step.updateModel({ useEma: true });
    expect((await other.evaluate(batch(4))).loss).toBeCloseTo(loss, 6);
    other.dispose();
    step.dispose();
  });

  it('leaves the constraints of weights that join late in force', async () => {
    const model = network(
      dense('middle', 3, { kernelConstraint: tf.constraints.maxNorm({ maxValue: 0.1 }) }),
      ...peeking(),
    );
    layerOf(model, 'middle').trainable = false;
    const step = compileFor(model, options);
    await step.train(batch(4));
    layerOf(model, 'middle').trainable = true;
    await step.train(batch(4));
    const kernel = tf.tensor2d(bits(step, 'middle/kernel'), [4, 3]);
    const norms = Array.from(kernel.square().sum(0).sqrt().dataSync());
    expect(Math.max(...norms)).toBeLessThanOrEqual(0.1001);
    kernel.dispose();
    step.dispose();
  });

  it('ends in the same bits after a restore, whatever is frozen then', async () => {
    const run = async (pauseAt?: number): Promise<string> => {
      const model = network(...peeking());
      const compiled = () =>
        compileFor(model, { ...options, optimizer: { kind: 'adam', learningRate: 0.1, emaMomentum: 0.5 } });
      let step = compiled();
      for (let count = 0; count < 8; count++) {
        layerOf(model, 'first').trainable = count < 2 || count > 5;
        if (count === pauseAt) {
          const state = step.read();
          step.dispose();
          step = compiled();
          step.write(state);
          step.step = count;
          expect(step.read()).toEqual(state);
        }
        await step.train(batch(count % 2 ? 4 : 3, count));
      }
      const hash = step.hash();
      step.dispose();
      return hash;
    };
    const hash = await run();
    expect(await run(4)).toBe(hash);
    expect(await run(6)).toBe(hash);
  });

  it('waits for the end of an accumulation', async () => {
    const model = network(...peeking());
    const step = compileFor(model, { ...options, optimizer: { kind: 'sgd', accumulationSteps: 2 } });
    await step.train(batch(4));
    layerOf(model, 'first').trainable = false;
    await expect(step.train(batch(4))).rejects.toMatchObject({
      code: 'engine/invalid-state',
      message: expect.stringContaining('2 batches'),
    });
    layerOf(model, 'first').trainable = true;
    await step.train(batch(4));
    layerOf(model, 'first').trainable = false;
    await step.train(batch(4));
    expect(await moved(step, batch(4))).toEqual(expect.not.arrayContaining(['first/kernel']));
    step.dispose();
  });

  it('is not the only change: weights that are set, settings and penalties hold too', async () => {
    const model = network(tf.layers.dropout({ name: 'drop', rate: 0.5 }), ...peeking());
    const step = compileFor(model, { ...options, optimizer: { kind: 'sgd', learningRate: 0.1 } });
    await step.train(batch(8));
    const zeros = [tf.zeros([4, 1]), tf.ones([1])];
    layerOf(model, 'last').setWeights(zeros);
    expect(bits(step, 'last/kernel')).toEqual([0, 0, 0, 0]);
    const first = bits(step, 'first/kernel');
    await step.evaluate(batch(8));
    expect([bits(step, 'last/bias'), bits(step, 'first/kernel')]).toEqual([[1], first]);
    await step.train(batch(8));
    expect(bits(step, 'last/bias')).not.toEqual([1]);
    step.updateModel();
    expect(Array.from(layerOf(model, 'first').getWeights()[0]?.dataSync() ?? [])).toEqual(bits(step, 'first/kernel'));

    const dropout = layerOf(model, 'drop') as unknown as { rate: number };
    dropout.rate = 0;
    const { loss } = await step.evaluate(batch(8));
    expect((await step.train(batch(8), { learningRate: 0 })).loss).toBeCloseTo(loss, 5);
    (layerOf(model, 'last') as unknown as { addLoss(loss: () => tf.Scalar): void }).addLoss(() => tf.scalar(7));
    expect((await step.evaluate(batch(8))).loss).toBeCloseTo(loss + 7, 4);
    tf.dispose(zeros);
    (model as tf.Sequential).add(dense('more', 1));
    await expect(step.evaluate(batch(8))).rejects.toThrow(/Layers were added.*Compile it again/);
    step.dispose();
  });
});
