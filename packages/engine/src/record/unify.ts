import { EngineError } from '../errors.ts';
import {
  type Constant,
  describeNode,
  formatType,
  type Node,
  type Program,
  type Shape,
  type TensorData,
  type Value,
} from '../program/program.ts';

/**
 * Makes one program of two traces of one function: sizes that differ follow the batch and become `null`; in the shape of a Reshape and the
 * size of a Slice they become -1. Nothing else may differ.
 *
 * @throws EngineError `engine/not-recordable`, naming the operation, when anything else does
 */
export function unify(first: Program, second: Program): Program {
  const nodes = first.nodes.map((node, index) => unifyNode(node, second.nodes[index]));
  if (first.nodes.length !== second.nodes.length) {
    throw notRecordable(`The function ran ${first.nodes.length} operations, then ${second.nodes.length}`);
  }
  const constants = first.constants.map((constant, index) => {
    const other = second.constants[index] as Constant;
    return equal(constant, other) ? constant : followBatch(constant, other, first, second);
  });
  const inputs = first.inputs.map((input, index) => ({
    ...input,
    ...unifyValue(input, second.inputs[index], input.name),
  }));
  return first.with({ inputs, constants, nodes });
}

function unifyNode(node: Node, other: Node | undefined): Node {
  if (node.op !== other?.op || String(node.inputs) !== String(other.inputs)) {
    throw notRecordable(`${describeNode(node)} was ${other?.op ?? 'absent'}, or of other inputs, in the second run`);
  }
  for (const [name, { value }] of Object.entries(node.attributes)) {
    const otherValue = other.attributes[name]?.value;
    if (JSON.stringify(value) === JSON.stringify(otherValue)) continue;
    throw notRecordable(
      `The attribute ${name} of ${describeNode(node)} was ${String(value)}, then ${String(otherValue)}`,
    );
  }
  return {
    ...node,
    outputs: node.outputs.map((output, index) => unifyValue(output, other.outputs[index], describeNode(node))),
  };
}

function unifyValue(value: Value, other: Value | undefined, user: string): Value {
  if (!other || value.dtype !== other.dtype || value.shape.length !== other.shape.length) {
    throw notRecordable(`${user} gave ${formatType(value)}, then ${other ? formatType(other) : 'nothing'}`);
  }
  return { ...value, shape: value.shape.map((size, axis) => (size === other.shape[axis] ? size : null)) };
}

/** A constant that differs: the same with -1 for each element that follows the batch, where its users know what -1 means. */
function followBatch(constant: Constant, other: Constant, first: Program, second: Program): Constant {
  const users = first.nodes.filter((node) => node.inputs.includes(constant.id));
  const data = constant.data.map((value, index) => (value === other.data[index] ? value : -1));
  const differing = [...data.keys()].filter((index) => constant.data[index] !== other.data[index]);
  for (const user of users) {
    const legible =
      constant.data.length === other.data.length &&
      ((user.op === 'Reshape' && user.inputs[1] === constant.id && differing.length === 1) ||
        (user.op === 'Slice' &&
          user.inputs[2] === constant.id &&
          differing.every((axis) => takesAll(axis, user, first, second))));
    if (legible) continue;
    throw notRecordable(
      `A constant of ${describeNode(user)} was [${preview(constant.data)}], then [${preview(other.data)}]`,
    );
  }
  return { ...constant, data };
}

/** Whether a Slice takes the whole of an axis in both traces. */
function takesAll(axis: number, slice: Node, first: Program, second: Program): boolean {
  const [tensor, begin, size] = slice.inputs;
  return [first, second].every((program) => {
    const whole = shapeOf(program, tensor)?.[axis];
    const { constants } = program;
    const dataOf = (id: number | undefined) => constants.find((constant) => constant.id === id)?.data[axis];
    return dataOf(begin) === 0 && dataOf(size) === whole;
  });
}

function shapeOf({ inputs, nodes }: Program, id: number | undefined): Shape | undefined {
  return [...inputs, ...nodes.flatMap((node) => node.outputs)].find((value) => value.id === id)?.shape;
}

function equal(a: Constant, b: Constant): boolean {
  return (
    a.data.length === b.data.length &&
    String(a.shape) === String(b.shape) &&
    a.data.every((value, index) => Object.is(value, b.data[index]))
  );
}

function preview(data: TensorData): string {
  return data.length > 8 ? `${data.slice(0, 8).join(', ')}, …` : data.join(', ');
}

function notRecordable(what: string): EngineError {
  return new EngineError(
    'engine/not-recordable',
    `${what}, when run with other batch sizes and other values. Allowed: operations that are the same for each batch; only shapes may follow ` +
      'its size. Compute inside the function with tensors instead of reading values, drawing in JavaScript or making tensors of the batch size.',
  );
}
