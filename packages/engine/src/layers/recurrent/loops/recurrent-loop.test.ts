import { registerKernels } from '../../../kernels/register.ts';
import { applyPasses, fusionPasses } from '../../../passes/passes.ts';
import type { Program } from '../../../program/program.ts';
import { trace } from '../../../record/tracing/trace.ts';
import { unify } from '../../../record/unify.ts';
import { Session } from '../../../session/session.ts';
import { tf } from '../../../tensorflow.ts';
import { gru } from '../gru.ts';
import { seeded } from '../../contract/case.fixture.ts';
import { lowerLayer } from '../../lowering/lowering.ts';
import { StepContext } from '../../../record/step-context.ts';

const { layers } = tf;
const BATCH = 3;
const initial = { kernelInitializer: seeded(1), recurrentInitializer: seeded(2), biasInitializer: seeded(3) };
const base = { units: 4, ...initial };
const whole = { returnSequences: true };
const lstm = (settings: object = {}) => layers.lstm({ ...base, ...settings });
const masking = () => layers.masking({ maskValue: 1 });

const networks: Readonly<Record<string, { shape?: number[]; stack: () => tf.layers.Layer[] }>> = {
  LSTM: { stack: () => [lstm()] },
  'LSTM, all outputs': { stack: () => [lstm(whole)] },
  'LSTM without bias, backwards, before another': {
    stack: () => [lstm({ useBias: false, goBackwards: true, ...whole }), lstm()],
  },
  GRU: { stack: () => [gru({ ...base, ...whole })] },
  'GRU without bias': { stack: () => [gru({ ...base, useBias: false })] },
  'GRU, reset before the product': { stack: () => [layers.gru({ ...base, ...whole })] },
  'simple RNN': { stack: () => [layers.simpleRNN(base)] },
  'bidirectional LSTM': {
    stack: () => [layers.bidirectional({ layer: lstm(whole), mergeMode: 'concat' })],
  },
  'LSTM of softsign': { stack: () => [lstm({ activation: 'softsign', ...whole })] },
  'LSTM over masked steps': { stack: () => [masking(), lstm(whole)] },
  'GRU over masked steps, backwards': { stack: () => [masking(), gru({ ...base, goBackwards: true })] },
  'stacked cells': {
    stack: () => [layers.rnn({ cell: [layers.gruCell(base), layers.lstmCell({ ...base, units: 3 })], ...whole })],
  },
  'convolutional LSTM': {
    shape: [4, 4, 2],
    stack: () => [layers.convLstm2d({ ...initial, filters: 2, kernelSize: 3, ...whole })],
  },
  'LSTM with dropout of the inputs': { stack: () => [lstm({ dropout: 0.5 })] },
  'LSTM with dropout of the states': { stack: () => [lstm({ recurrentDropout: 0.5, ...whole })] },
  'stacked cells with dropout': {
    stack: () => [
      layers.rnn({
        cell: [layers.gruCell({ ...base, dropout: 0.5 }), layers.gruCell({ ...base, recurrentDropout: 0.5 })],
      }),
    ],
  },
};

/** A loss of the model's output and its gradients, recorded for one length. */
function recordLoss(
  model: tf.LayersModel,
  { steps, fill, freeTime }: { steps: number; fill: number; freeTime: boolean },
): Program {
  const step = tf.scalar(0, 'int32');
  const [, , ...shape] = (model.inputs[0] as tf.SymbolicTensor).shape;
  const sizes = [BATCH, steps, ...(shape as number[])];
  const x = tf.tidy(() => tf.ones<tf.Rank>(sizes).mul(fill));
  const context = new StepContext({ seed: 5, step, freeTime });
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const loss = () => {
    const row = (model.apply(x, { training: true }) as tf.Tensor).reshape<tf.Tensor2D>([1, -1]);
    return tf.matMul(row, row.add(0.3), false, true).asScalar();
  };
  try {
    return trace(
      () => {
        const { value, grads } = tf.variableGrads(loss, variables);
        return {
          value,
          ...Object.fromEntries(variables.map(({ name }, index) => [`gradient ${index}`, grads[name] as tf.Tensor])),
        };
      },
      {
        inputs: [
          { name: 'x', tensor: x },
          { name: 'step', tensor: step },
        ],
        nameVariable: ({ name }) => name,
        lower: (layer) => lowerLayer(layer, context),
      },
    );
  } finally {
    tf.dispose([x, step]);
  }
}

describe('a recurrent layer trains in one program for all lengths as in one for each', () => {
  beforeAll(() => registerKernels());
  afterEach(() => tf.disposeVariables());

  it.each(Object.entries(networks))('%s', (_, { shape = [3], stack }) => {
    const input = tf.input({ shape: [null, ...shape] });
    const output = stack().reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
    const model = tf.model({ inputs: input, outputs: output });
    const before = tf.memory().numTensors;
    const traces = [
      { steps: 4, fill: 0 },
      { steps: 5, fill: 1 },
    ].map((run) => recordLoss(model, { ...run, freeTime: true }));
    const looped = applyPasses(unify(traces), fusionPasses);
    const session = new Session();
    const open = session.load(looped);
    for (const steps of [1, 3, 8]) {
      const fixed = session.load(applyPasses(recordLoss(model, { steps, fill: 0, freeTime: false }), fusionPasses));
      const size = BATCH * steps * shape.reduce((product, length) => product * length, 1);
      const data = Float32Array.from({ length: size }, (_each, index) => Math.sin(index * 1.7));
      // Masked steps.
      for (let row = 1; row < BATCH * steps; row += 3)
        data.fill(1, row * (size / BATCH / steps), (row + 1) * (size / BATCH / steps));
      const feeds = [
        { shape: [BATCH, steps, ...shape], data },
        { shape: [], data: Int32Array.of(9) },
      ];
      const expected = fixed.run(feeds);
      open.run(feeds).forEach((result, index) => {
        const { data: values, shape: itsShape } = expected[index] as typeof result;
        expect(result.shape).toEqual(itsShape);
        const greatest = Math.max(...values.map(Math.abs));
        // With one step the states that meet the recurrent kernel are zeros.
        if (steps > 1) expect(greatest).toBeGreaterThan(0);
        const differences = values.map((value, place) => Math.abs(value - (result.data[place] as number)));
        expect(Math.max(...differences)).toBeLessThan(1e-5 * Math.max(greatest, 1e-2));
      });
    }
    session.dispose();
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});
