import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LossSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { addHead } from '@sightline/models';
import { steps } from './steps.ts';

/** One step of gradient descent as the papers write it, by tools/oracles/angular_margins.py. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/angular-margins.json'), 'utf8')) as {
  features: number[][];
  classes: number[];
  weights: Record<'projection' | 'directions', number[][]>;
  learningRate: number;
  cases: { loss: LossSpec; value: number; after: Record<'projection' | 'directions', number[][]> }[];
};
const inputs = { shape: [8, 5], data: golden.features.flat() };

afterEach(() => tf.disposeVariables());

it.each(golden.cases)(
  '$loss.kind of margin $loss.margin trains embeddings and directions as its paper says',
  async (of) => {
    const features = tf.input({ shape: [5] });
    const head = { kind: 'embedding', name: 'embedding', units: 3 } as const;
    const model = tf.model({ inputs: features, outputs: addHead(features, head, 1) });
    const step = steps.supervised({
      model,
      objective: {
        step: 'supervised',
        outputs: { cosines: { loss: of.loss, metrics: [] } },
        trainingHead: { kind: 'cosines', name: 'cosines', units: 4 },
      },
      optimizer: { kind: 'sgd', learningRate: golden.learningRate },
    });
    const { projection, directions } = golden.weights;
    step.write(
      new Map([
        ...step.read(),
        ['embedding_projection/kernel', Float32Array.from(projection.flat())],
        ['cosines/kernel', Float32Array.from(directions.flat())],
      ]),
    );
    const { loss } = await step.train({ inputs, targets: { shape: [8], data: Int32Array.from(golden.classes) } });
    expect(loss).toBeCloseTo(of.value, 4);
    const close = (name: string, expected: number[][]) => {
      const actual = [...(step.read().get(name) as Float32Array)];
      expect(actual).toEqual(expected.flat().map((value) => expect.closeTo(value, 4)));
    };
    close('embedding_projection/kernel', of.after.projection);
    close('cosines/kernel', of.after.directions);

    step.updateModel();
    expect(model.weights.map(({ originalName }) => originalName)).toEqual([
      'embedding_projection/kernel',
      'embedding_projection/bias',
    ]);
    const kernel = model.weights[0]?.read().dataSync<'float32'>() ?? [];
    expect([...kernel]).toEqual([...(step.read().get('embedding_projection/kernel') as Float32Array)]);
    step.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(0);
  },
);
