import { EngineError } from '../errors.ts';
import { tf } from '../tensorflow.ts';
import { attributesOf, dataTypeOf } from './attributes.ts';
import { type Binding, nativeBackend, nativeId } from './native-backend.ts';
import type { Constant, DataType, Node, Output, Program, TensorData, Value } from './program.ts';

/** A tensor and the name it has in the program. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** A function over tensors: what `record` runs. */
export type TensorFunction<Name extends string = string> = (
  inputs: Record<Name, tf.Tensor>,
) => Record<string, tf.Tensor>;

/**
 * Runs `fn` once, noting each native operation and each tensor made on the way. All shapes are those of this one run.
 * Leaves the backend and the number of tensors as they were, also when `fn` throws.
 */
export function trace(fn: TensorFunction, inputs: readonly NamedTensor[], variables: readonly NamedTensor[]): Program {
  const backend = nativeBackend();
  const native = backend.binding;
  const constants: Constant[] = [];
  const nodes: Node[] = [];
  const outputs: Output[] = [];
  const values = new Map<number, Value>();
  const madeHere = new WeakSet<object>();
  const deleted: number[] = [];

  const add = (id: number, dtype: DataType, shape: readonly number[]): Value => {
    const value = { id: values.size, dtype, shape: [...shape] };
    values.set(id, value);
    return value;
  };
  const bind = (tensor: tf.Tensor): Value => add(nativeId(backend, tensor), tensor.dtype as DataType, tensor.shape);
  const valueOf = (id: number, user: string): Value => {
    const value = values.get(id);
    if (value) return value;
    throw new EngineError(
      'engine/not-recordable',
      `${user} is a tensor from outside the recorded function. Allowed: its inputs, the tensors named in variables, ` +
        'and those it makes itself. Name the tensor in variables, or make it inside the function.',
    );
  };

  const executeOp: Binding['executeOp'] = (op, given, ids, count) => {
    const arguments_ = ids.map((id, index) => valueOf(id, `Input ${index} of ${op} (node ${nodes.length})`));
    const attributes = attributesOf(op, given, arguments_, native);
    const results = native.executeOp(op, given, ids, count);
    const made = results.map(({ id, dtype, shape }) => add(id, dataTypeOf(dtype, op), shape));
    nodes.push({ id: nodes.length, op, attributes, inputs: arguments_.map(({ id }) => id), outputs: made });
    return results;
  };
  // A tensor reaches TensorFlow when it is first used: only the array tells one made here from an older one, not used so far.
  const createTensor: Binding['createTensor'] = (shape, dtype, data) => {
    const id = native.createTensor(shape, dtype, data);
    if (madeHere.has(data)) {
      constants.push({ ...add(id, dataTypeOf(dtype, 'a constant'), shape), data: (data as TensorData).slice() });
    }
    return id;
  };
  // Deleting waits for the end of the run, so that an id means one tensor.
  const deleteTensor: Binding['deleteTensor'] = (id) => void deleted.push(id);

  const boundInputs = inputs.map(({ name, tensor }) => ({ name, ...bind(tensor) }));
  const boundVariables = variables.map(({ name, tensor }) => ({
    name,
    ...bind(tensor),
    data: tensor.dataSync().slice(),
  }));
  backend.binding = Object.create(native, {
    executeOp: { value: executeOp },
    createTensor: { value: createTensor },
    deleteTensor: { value: deleteTensor },
  }) as Binding;
  const { write } = backend;
  backend.write = (data, shape, dtype) => {
    madeHere.add(data);
    return write.call(backend, data, shape, dtype);
  };
  try {
    tf.tidy(() => {
      const results = fn(Object.fromEntries(inputs.map(({ name, tensor }) => [name, tensor])));
      for (const [name, tensor] of Object.entries(results)) {
        outputs.push({ name, id: valueOf(nativeId(backend, tensor), `The output ${name}`).id });
      }
    });
  } finally {
    backend.binding = native;
    Reflect.deleteProperty(backend, 'write');
    for (const id of deleted) native.deleteTensor(id);
  }
  return { inputs: boundInputs, variables: boundVariables, constants, nodes, outputs };
}
