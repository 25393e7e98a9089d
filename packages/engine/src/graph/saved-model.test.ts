import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tf } from '../tensorflow.ts';
import type { Program } from '../program/program.ts';
import { record } from '../record/record.ts';
import { programToSavedModel } from './saved-model.ts';

async function load(program: Program): Promise<Awaited<ReturnType<typeof tf.node.loadSavedModel>>> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-saved-model-'));
  try {
    await writeFile(join(folder, 'saved_model.pb'), programToSavedModel(program));
    return await tf.node.loadSavedModel(folder, ['serve'], 'serving_default');
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('programToSavedModel', () => {
  it('computes for any batch what was recorded', async () => {
    const weights = tf.randomNormal([6, 5], 0, 1, 'float32', 1);
    const fn = (x: tf.Tensor): tf.Tensor => tf.softmax(tf.expandDims(tf.matMul(tf.reshape(x, [-1, 6]), weights), 1));
    const program = record(({ x }) => ({ y: fn(x) }), {
      inputs: [{ name: 'x', shape: [null, 2, 3] }],
      variables: [{ name: 'not a / TensorFlow näme', tensor: weights }],
    });
    const loaded = await load(program);
    expect(loaded.inputs).toMatchObject([{ name: 'x', dtype: 'float32' }]);
    for (const batch of [1, 3, 8]) {
      const x = tf.randomUniform([batch, 2, 3], -1, 1, 'float32', batch);
      const actual = loaded.predict(x) as tf.Tensor;
      const expected = fn(x);
      expect(actual.shape).toEqual(expected.shape);
      // Not to the bit: TensorFlow rewrites and fuses graphs, which then add up in another
      // order than single operations.
      expect(actual.sub(expected).abs().max().dataSync()[0]).toBeLessThan(1e-6);
    }
    loaded.dispose();
  });

  it('keeps a node apart that has the name of an input', async () => {
    const loaded = await load(record(({ x }) => ({ x: tf.neg(x) }), { inputs: [{ name: 'x', shape: [null] }] }));
    expect(await (loaded.predict(tf.tensor1d([1, -2])) as tf.Tensor).array()).toEqual([-1, 2]);
    loaded.dispose();
  });

  it('writes the same bytes for the same program', () => {
    const program = record(({ x }) => ({ y: tf.add(x, 1) }), { inputs: [{ name: 'x', shape: [null, 2] }] });
    expect(programToSavedModel(program)).toEqual(programToSavedModel(program));
  });
});
