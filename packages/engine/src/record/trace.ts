import { EngineError } from '../errors.ts';
import {
  type Constant,
  type DataType,
  formatType,
  type Node,
  type Output,
  Program,
  type TensorData,
  type Value,
  type Variable,
} from '../program/program.ts';
import { tf } from '../tensorflow.ts';
import { attributesOf, dataTypeOf } from './attributes.ts';
import { LayerCalls, type Lowering } from './layer-calls.ts';
import { type Binding, nativeBackend, nativeId, variableOf } from './native-backend.ts';
import { describePlace } from './origin.ts';

/** A tensor and the name it has in the program. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** A function over tensors: what `record` runs. */
export type TensorFunction<Name extends string = string> = (
  inputs: Record<Name, tf.Tensor>,
) => Record<string, tf.Tensor>;

export interface TraceOptions {
  readonly inputs: readonly NamedTensor[];
  /** The tensors from outside that the function uses. */
  readonly variables?: readonly NamedTensor[];
  /** Names `tf.Variable`s that the function uses or assigns without their being in `variables`; without it they are tensors from outside. */
  readonly nameVariable?: (variable: tf.Variable) => string;
  readonly lower?: Lowering;
}

/**
 * Runs `fn` once, noting each native operation, each tensor made on the way, and each variable assigned. All shapes are those of this one run.
 * Leaves the backend, the variables and the number of tensors as they were, also when `fn` throws.
 */
export function trace(fn: TensorFunction, options: TraceOptions): Program {
  const recording = new Recording(options);
  try {
    return recording.run(fn);
  } catch (error) {
    recording.disposeKept();
    throw error;
  } finally {
    recording.stop();
  }
}

class Recording {
  readonly #options: TraceOptions;
  readonly #backend = nativeBackend();
  readonly #native: Binding;
  readonly #constants: Constant[] = [];
  readonly #variables: Variable[] = [];
  readonly #nodes: Node[] = [];
  readonly #values = new Map<number, Value>();
  readonly #madeHere = new WeakSet<object>();
  readonly #assigned = new Map<tf.Variable, tf.Tensor>();
  readonly #kept: tf.Tensor[] = [];
  readonly #layers: LayerCalls;
  readonly #restore: (() => void)[] = [];
  #count = 0;

  constructor(options: TraceOptions) {
    this.#options = options;
    this.#native = this.#backend.binding;
    this.#layers = new LayerCalls(options.lower ?? (() => undefined));
  }

  run(fn: TensorFunction): Program {
    const inputs = this.#options.inputs.map(({ name, tensor }) => ({ name, ...this.#bind(tensor) }));
    for (const { name, tensor } of this.#options.variables ?? []) this.#bindVariable(name, tensor);
    this.#watch();
    const outputs: Output[] = [];
    tf.tidy(() => {
      const results = fn(Object.fromEntries(this.#options.inputs.map(({ name, tensor }) => [name, tensor])));
      for (const [name, tensor] of Object.entries(results)) {
        outputs.push({ name, id: this.#valueOf(nativeId(this.#backend, tensor), `The output ${name}`).id });
      }
      for (const [variable, before] of this.#assigned) this.#noteAssignment(variable, before);
    });
    return new Program({
      inputs,
      variables: this.#variables,
      constants: this.#constants,
      nodes: this.#nodes,
      outputs,
    });
  }

  stop(): void {
    this.#layers.stop();
    for (const restore of this.#restore) restore();
    for (const [variable, before] of this.#assigned) {
      variable.assign(before);
      before.dispose();
    }
  }

  /** Puts itself between tfjs and TensorFlow. */
  #watch(): void {
    const backend = this.#backend;
    const native = this.#native;
    backend.binding = Object.create(native, {
      executeOp: { value: this.#executeOp },
      createTensor: { value: this.#createTensor },
    }) as Binding;
    this.#restore.push(() => (backend.binding = native));

    const { write, readSync } = backend;
    backend.write = (data, shape, dtype) => {
      this.#madeHere.add(data);
      return write.call(backend, data, shape, dtype);
    };
    backend.readSync = (dataId) => {
      const { values } = backend.tensorMap.get(dataId);
      if (values !== null) return readSync.call(backend, dataId);
      throw this.#refuse('A tensor was read (dataSync, data, array, print) inside the recorded function');
    };
    this.#restore.push(() => ['write', 'readSync'].forEach((name) => Reflect.deleteProperty(backend, name)));

    const { random } = Math;
    Math.random = () => {
      throw this.#refuse(
        'A random number was drawn in JavaScript (Math.random; tf.randomUniform and tf.dropout call it) inside the recorded function, where it ' +
          'would be the same at each call',
      );
    };
    this.#restore.push(() => (Math.random = random));

    const engine = tf.engine() as unknown as { keep: typeof tf.keep };
    const { keep } = engine;
    engine.keep = (tensor) => {
      this.#kept.push(tensor);
      return keep.call(engine, tensor) as typeof tensor;
    };
    this.#restore.push(() => Reflect.deleteProperty(engine, 'keep'));

    const { assign } = tf.Variable.prototype;
    const assigned = this.#assigned;
    tf.Variable.prototype.assign = function (this: tf.Variable, value) {
      if (!assigned.has(this)) assigned.set(this, keep.call(engine, this.clone()));
      assign.call(this, value);
    };
    this.#restore.push(() => (tf.Variable.prototype.assign = assign));
  }

  /** What the tape of the gradients kept for a backward pass that will not come: tfjs forgets it when a function throws. */
  disposeKept(): void {
    tf.dispose(this.#kept);
  }

  #add(id: number, dtype: DataType, shape: readonly number[]): Value {
    const value = { id: this.#count++, dtype, shape: [...shape] };
    this.#values.set(id, value);
    return value;
  }

  #bind(tensor: tf.Tensor): Value {
    return this.#add(nativeId(this.#backend, tensor), tensor.dtype as DataType, tensor.shape);
  }

  #bindVariable(name: string, tensor: tf.Tensor): Variable {
    const id = nativeId(this.#backend, tensor);
    const data = this.#native.tensorDataSync(id).slice() as TensorData;
    const variable = { name, data, ...this.#add(id, tensor.dtype as DataType, tensor.shape) };
    this.#variables.push(variable);
    return variable;
  }

  #valueOf(id: number, user: string): Value {
    const known = this.#values.get(id);
    if (known) return known;
    const { nameVariable } = this.#options;
    const variable = nameVariable && variableOf(this.#backend, id);
    if (variable) return this.#bindVariable(nameVariable(variable), variable);
    throw this.#refuse(
      `${user} is a tensor from outside the recorded function. Allowed: its inputs, the tensors named in variables, ` +
        'and those it makes itself. Name the tensor in variables (or make it a tf.Variable), or make it inside the function',
    );
  }

  readonly #executeOp: Binding['executeOp'] = (op, given, ids, count) => {
    const arguments_ = ids.map((id, index) =>
      this.#valueOf(id, `Input ${index} of ${op} (node ${this.#nodes.length})`),
    );
    const attributes = attributesOf(op, given, arguments_, this.#native);
    const results = this.#run(op, arguments_, () => this.#native.executeOp(op, given, ids, count));
    const outputs = results.map(({ id, dtype, shape }) => this.#add(id, dataTypeOf(dtype, op), shape));
    const layer = this.#layers.current;
    this.#nodes.push({
      id: this.#nodes.length,
      op,
      ...(layer === undefined ? {} : { layer }),
      attributes,
      inputs: arguments_.map(({ id }) => id),
      outputs,
    });
    return results;
  };

  /** Runs an operation; where TensorFlow refuses it, says which, of what, and in which layer. */
  #run<Result>(op: string, arguments_: readonly Value[], execute: () => Result): Result {
    try {
      return execute();
    } catch (cause) {
      const what = `${op}${describePlace(this.#layers.current)} cannot be computed for ${arguments_.map(formatType).join(', ')}`;
      throw new EngineError('engine/invalid-program', `${what}: shapes, element types or values do not fit.`, {
        cause,
      });
    }
  }

  // A tensor reaches TensorFlow when it is first used: only the array tells one made here from an older one, not used so far.
  readonly #createTensor: Binding['createTensor'] = (shape, dtype, data) => {
    const id = this.#native.createTensor(shape, dtype, data);
    if (this.#madeHere.has(data)) {
      this.#constants.push({
        ...this.#add(id, dataTypeOf(dtype, 'a constant'), shape),
        data: (data as TensorData).slice(),
      });
    }
    return id;
  };

  #noteAssignment(variable: tf.Variable, before: tf.Tensor): void {
    const target = this.#valueOf(nativeId(this.#backend, before), `The variable ${variable.name}`);
    const value = this.#valueOf(
      nativeId(this.#backend, variable),
      `What was assigned to the variable ${variable.name}`,
    );
    this.#nodes.push({
      id: this.#nodes.length,
      op: 'AssignVariableOp',
      attributes: { dtype: { type: 'dtype', value: target.dtype } },
      inputs: [target.id, value.id],
      outputs: [],
    });
  }

  #refuse(what: string): EngineError {
    return new EngineError('engine/not-recordable', `${what}${describePlace(this.#layers.current)}.`);
  }
}
