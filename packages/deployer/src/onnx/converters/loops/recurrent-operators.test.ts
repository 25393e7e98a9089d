import { gru, recordModel, tf } from '@sightline/engine';
import { programToOnnx } from '../../program-to-onnx.ts';

const { layers } = tf;
const ours = { units: 2, recurrentInitializer: 'glorotUniform' } as const;

/** The file of a network, as text. */
function fileOf(...stack: tf.layers.Layer[]): string {
  const input = tf.input({ shape: [null, 3] });
  const output = stack.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  const model = tf.model({ inputs: input, outputs: output });
  const text = Buffer.from(programToOnnx(recordModel(model))).toString('latin1');
  model.dispose();
  return text;
}

it.each<[string, string, () => tf.layers.Layer]>([
  ['LSTM', 'LSTM', () => layers.lstm(ours)],
  ['LSTM, backwards', 'reverse', () => layers.lstm({ ...ours, goBackwards: true })],
  ['GRU', 'linear_before_reset', () => gru({ units: 2 })],
  ['GRU, reset before the product', 'GRU', () => layers.gru(ours)],
  ['simple RNN', 'RNN', () => layers.simpleRNN({ ...ours, activation: 'relu' })],
  ['a cell', 'LSTM', () => layers.rnn({ cell: layers.lstmCell(ours) })],
])('%s has its own operator', (_, expected, make) => {
  const file = fileOf(make());
  expect(file).toContain(expected);
  expect(file).not.toContain('Scan');
});

it.each<[string, () => tf.layers.Layer[]]>([
  ['an activation that ONNX does not have', () => [layers.lstm({ ...ours, activation: 'swish' })]],
  ['masked steps', () => [layers.masking({ maskValue: 0 }), layers.lstm(ours)]],
  ['stacked cells', () => [layers.rnn({ cell: [layers.lstmCell(ours), layers.lstmCell(ours)] })]],
])('%s: a loop', (_, make) => {
  expect(fileOf(...make())).toContain('Scan');
});
