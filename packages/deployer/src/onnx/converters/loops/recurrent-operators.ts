import type { Node } from '@sightline/engine';
import type { OnnxAttributes } from '../../attributes.ts';
import type { GraphBuilder } from '../../graph-builder.ts';
import type { KnownTensor } from '../../known-tensor.ts';
import { transposed } from '../layout.ts';

interface RecurrentOperator {
  readonly opType: string;
  /** TensorFlow's gate for each of ONNX's. */
  readonly gates: readonly number[];
  /** The activations of an operator, by tfjs' names. */
  readonly activations: (activation: string, gates: string) => readonly string[];
  readonly attributes?: OnnxAttributes;
}

/** By the class of tfjs' cell. */
const OPERATORS: Readonly<Record<string, RecurrentOperator>> = {
  SimpleRNNCell: { opType: 'RNN', gates: [0], activations: (activation) => [activation] },
  // Input, output, forget, candidate; TensorFlow has input, forget, candidate, output.
  LSTMCell: {
    opType: 'LSTM',
    gates: [0, 3, 1, 2],
    activations: (activation, gates) => [gates, activation, activation],
  },
  GRUCell: { opType: 'GRU', gates: [0, 1, 2], activations: (activation, gates) => [gates, activation] },
  ResetAfterGRUCell: {
    opType: 'GRU',
    gates: [0, 1, 2],
    activations: (activation, gates) => [gates, activation],
    attributes: { linear_before_reset: { int: 1 } },
  },
};

interface Activation {
  readonly name: string;
  readonly alpha?: number;
  readonly beta?: number;
}

/** ONNX's names of activations, with their parameters where they have some. */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  tanh: { name: 'Tanh' },
  sigmoid: { name: 'Sigmoid' },
  relu: { name: 'Relu' },
  linear: { name: 'Affine', alpha: 1, beta: 0 },
  hardSigmoid: { name: 'HardSigmoid', alpha: 0.2, beta: 0.5 },
  hardSigmoid6: { name: 'HardSigmoid', alpha: 1 / 6, beta: 0.5 },
};

/** Whether ONNX has its own operator for what a loop computes. */
export function isRecurrentOperator(node: Node): boolean {
  return operatorOf(node) !== undefined;
}

function operatorOf({ attributes }: Node): { operator: RecurrentOperator; activations: Activation[] } | undefined {
  const { className, activation, recurrentActivation } = attributes;
  if (className?.type !== 'string' || activation?.type !== 'string' || recurrentActivation?.type !== 'string')
    return undefined;
  const operator = OPERATORS[className.value];
  const activations = operator
    ?.activations(activation.value, recurrentActivation.value)
    .map((name) => ACTIVATIONS[name]);
  if (!operator || !activations?.every((each) => each !== undefined)) return undefined;
  return { operator, activations };
}

/** The loop of a cell as the recurrent operator that ONNX has for it. `undefined` where it has none. */
export function recurrentOperator(node: Node, graph: GraphBuilder): string[] | undefined {
  const states = Number(node.attributes.states?.value);
  const [kernel, recurrentKernel, bias] = node.inputs.slice(states + 1).map((id) => graph.known(id));
  const { operator, activations } = operatorOf(node) ?? {};
  if (!operator || !activations || !kernel || !recurrentKernel) return undefined;

  const units = recurrentKernel.shape[0] as number;
  const direction = (tensor: string): string => graph.add('Unsqueeze', [tensor, graph.integers([0])]);
  const weights = [kernel, recurrentKernel].map((each) => graph.constant(byGates(each, operator.gates)));
  const biases = bias ? graph.constant(biasesOf(bias, operator)) : '';
  const parameters = (name: 'alpha' | 'beta') => activations.flatMap((activation) => activation[name] ?? []);
  const [sequence, ...last] = graph.addAll(
    operator.opType,
    [
      graph.tensor(node.inputs[states]),
      ...weights,
      biases,
      '',
      ...node.inputs.slice(0, states).map((id) => direction(graph.tensor(id))),
    ],
    {
      hidden_size: { int: units },
      direction: { string: node.attributes.reverse?.value === true ? 'reverse' : 'forward' },
      activations: { strings: activations.map(({ name }) => name) },
      ...(parameters('alpha').length > 0
        ? { activation_alpha: { floats: parameters('alpha') }, activation_beta: { floats: parameters('beta') } }
        : {}),
      ...operator.attributes,
    },
    1 + states,
  ) as [string, ...string[]];
  const squeeze = (tensor: string, axis: number): string => graph.add('Squeeze', [tensor, graph.integers([axis])]);
  return [...last.map((tensor) => squeeze(tensor, 0)), squeeze(sequence, 1)];
}

/** `[inputs, gates · units]` as `[1, gates · units, inputs]`, the gates in ONNX's order. */
function byGates(kernel: KnownTensor, gates: readonly number[]): KnownTensor {
  const rows = transposed(kernel, [1, 0]);
  const [count = 0, inputs = 0] = rows.shape;
  return { ...rows, shape: [1, count, inputs], data: inOrder(rows.data as Float32Array, gates) };
}

/** Of the inputs, then of the state: `[1, 2 · gates · units]`. */
function biasesOf({ data, shape, ...bias }: KnownTensor, { gates }: RecurrentOperator): KnownTensor {
  const count = shape.at(-1) as number;
  const values = new Float32Array(2 * count);
  values.set(inOrder(data.subarray(0, count) as Float32Array, gates));
  if (data.length > count) values.set(inOrder(data.subarray(count) as Float32Array, gates), count);
  return { ...bias, shape: [1, 2 * count], data: values };
}

/** Equal parts of a list in another order. */
function inOrder(data: Float32Array, order: readonly number[]): Float32Array {
  const size = data.length / order.length;
  const result = new Float32Array(data.length);
  order.forEach((from, to) => result.set(data.subarray(from * size, (from + 1) * size), to * size));
  return result;
}
