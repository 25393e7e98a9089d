import { EngineError } from '../../errors.ts';
import {
  type DataType,
  type Node,
  type Output,
  Program,
  type TensorData,
  type Value,
  type ValueId,
  type Variable,
} from '../../program/program.ts';
import { tf } from '../../tensorflow.ts';
import { attributesOf, dataTypeOf } from './attributes.ts';
import { Frame } from './frame.ts';
import { LayerCalls } from '../calls/layer-calls.ts';
import type { Binding, TensorType } from '../../backend/native-backend.ts';
import { nativeBackend, nativeId, nativeZeros, variableOf } from '../../backend/native-backend.ts';
import { describePlace, namingRefusals } from '../calls/origin.ts';
import type { TensorFunction, TraceOptions } from './trace-options.ts';
import { watch } from './watch.ts';

/**
 * Runs `fn` once, noting each native operation, each tensor made on the way, and each variable assigned.
 * All shapes are those of this one run. Leaves the backend, the variables and the number of tensors as
 * they were, also when `fn` throws.
 */
export function trace(fn: TensorFunction, options: TraceOptions): Program {
  const recording = new Recording(options);
  const before = active;
  active = recording;
  try {
    return recording.run(fn);
  } catch (error) {
    recording.disposeKept();
    throw error;
  } finally {
    active = before;
    recording.stop();
  }
}

let active: Recording | undefined;

/** What is being recorded. Only while it is. */
export function activeRecording(): Pick<Recording, 'valueOf' | 'traceBody' | 'note'> {
  return active as Recording;
}

class Recording {
  readonly #options: TraceOptions;
  readonly #backend = nativeBackend();
  readonly #native: Binding;
  readonly #variables: Variable[] = [];
  /** The arrays of tensors made while recording, and the program they were made in. */
  readonly #madeIn = new WeakMap<object, Frame>();
  readonly #assigned = new Map<tf.Variable, tf.Tensor>();
  readonly #kept: tf.Tensor[] = [];
  readonly #layers: LayerCalls;
  readonly #program: Frame;
  /** The program itself, or the body of the loop that is being recorded. */
  #frame: Frame;
  #count = 0;
  #stopWatching = (): void => undefined;

  constructor(options: TraceOptions) {
    this.#options = options;
    this.#native = this.#backend.binding;
    this.#layers = new LayerCalls(options.lower ?? (() => undefined));
    this.#program = new Frame(() => this.#count++);
    this.#frame = this.#program;
  }

  run(fn: TensorFunction): Program {
    const inputs = this.#options.inputs.map(({ name, tensor }) => ({ name, ...this.#bind(tensor) }));
    for (const { name, tensor } of this.#options.variables ?? []) this.#bindVariable(name, tensor);
    this.#stopWatching = watch(this.#backend, {
      executeOp: this.#executeOp,
      createTensor: this.#createTensor,
      wrote: (data) => this.#madeIn.set(data, this.#frame),
      refuse: (what) => this.#refuse(what),
      kept: this.#kept,
      assigned: this.#assigned,
    });
    const outputs: Output[] = [];
    tf.tidy(() => {
      const results = fn(Object.fromEntries(this.#options.inputs.map(({ name, tensor }) => [name, tensor])));
      for (const [name, tensor] of Object.entries(results)) {
        outputs.push({ name, id: this.valueOf(tensor, `The output ${name}`).id });
      }
      for (const [variable, before] of this.#assigned) this.#noteAssignment(variable, before);
    });
    return new Program({
      inputs,
      variables: this.#variables,
      constants: this.#program.constants,
      nodes: this.#program.nodes,
      outputs,
    });
  }

  /**
   * Records a part as a separate program.
   *
   * @returns it, its inputs those given, then what it uses from outside: `captured`
   */
  traceBody(
    fn: (inputs: tf.Tensor[]) => tf.Tensor[],
    given: readonly TensorType[],
  ): { body: Program; captured: ValueId[] } {
    const outer = this.#frame;
    const frame = new Frame(() => this.#count++, outer);
    this.#frame = frame;
    try {
      let body: Program | undefined;
      tf.tidy(() => {
        const tensors = given.map((type) => nativeZeros(this.#native, type));
        const inputs = tensors.map((tensor) => this.#bind(tensor));
        const outputs = fn(tensors).map((tensor, index) => ({
          name: `output${index}`,
          id: this.valueOf(tensor, `Output ${index} of the body of a loop`).id,
        }));
        body = frame.body(inputs, outputs);
      });
      return { body: body as unknown as Program, captured: frame.captured.map(({ source }) => source) };
    } finally {
      this.#frame = outer;
    }
  }

  /**
   * Notes an operation that TensorFlow does not run while recording.
   *
   * @returns tensors of its outputs' shapes, all zeros
   */
  note(
    op: string,
    { attributes, inputs, outputs }: Pick<Node, 'attributes' | 'inputs'> & { outputs: readonly TensorType[] },
  ): tf.Tensor[] {
    const tensors = outputs.map((type) => nativeZeros(this.#native, type));
    this.#push(
      op,
      attributes,
      inputs,
      tensors.map((tensor) => this.#bind(tensor)),
    );
    return tensors;
  }

  stop(): void {
    this.#layers.stop();
    this.#stopWatching();
    for (const [variable, before] of this.#assigned) {
      variable.assign(before);
      before.dispose();
    }
  }

  /**
   * What the tape of the gradients kept for a backward pass that will not come: tfjs forgets it when a function throws.
   */
  disposeKept(): void {
    tf.dispose(this.#kept);
  }

  #bind(tensor: tf.Tensor): Value {
    return this.#frame.add(nativeId(this.#backend, tensor), tensor.dtype as DataType, tensor.shape);
  }

  #bindVariable(name: string, tensor: tf.Tensor): void {
    const id = nativeId(this.#backend, tensor);
    const data = this.#native.tensorDataSync(id).slice() as TensorData;
    this.#variables.push({ name, data, ...this.#program.add(id, tensor.dtype as DataType, tensor.shape) });
  }

  /**
   * The value of a tensor.
   *
   * @param user who uses it, for the message
   * @throws EngineError `engine/not-recordable` for one from outside
   */
  valueOf(tensor: tf.Tensor, user: string): Value {
    return this.#valueOf(nativeId(this.#backend, tensor), user);
  }

  #valueOf(id: number, user: string): Value {
    const known = this.#frame.find(id);
    if (known) return known;
    const { nameVariable } = this.#options;
    const variable = nameVariable && variableOf(this.#backend, id);
    if (variable) {
      this.#bindVariable(nameVariable(variable), variable);
      return this.#frame.find(id) as Value;
    }
    throw this.#refuse(
      `${user} is a tensor from outside the recorded function. Allowed: its inputs, ` +
        'the tensors named in variables, and those it makes itself. Name the tensor ' +
        'in variables (or make it a tf.Variable), or make it inside the function',
    );
  }

  readonly #executeOp: Binding['executeOp'] = (op, given, ids, count) => {
    const arguments_ = ids.map((id, index) =>
      this.#valueOf(id, `Input ${index} of ${op} (node ${this.#frame.nodes.length})`),
    );
    const attributes = attributesOf({ op, layer: this.#layers.current }, given, arguments_, this.#native);
    const results = namingRefusals(() => this.#native.executeOp(op, given, ids, count), {
      op,
      arguments_,
      layer: this.#layers.current,
    });
    const outputs = results.map(({ id, dtype, shape }) => this.#frame.add(id, dataTypeOf(dtype, op), shape));
    this.#push(
      op,
      attributes,
      arguments_.map(({ id }) => id),
      outputs,
    );
    return results;
  };

  // A tensor reaches TensorFlow when it is first used: only the array tells one made here from
  // an older one, not used so far.
  readonly #createTensor: Binding['createTensor'] = (shape, dtype, data) => {
    const id = this.#native.createTensor(shape, dtype, data);
    const frame = this.#madeIn.get(data);
    frame?.constants.push({
      ...frame.add(id, dataTypeOf(dtype, 'a constant'), shape),
      data: (data as TensorData).slice(),
    });
    return id;
  };

  #noteAssignment(variable: tf.Variable, before: tf.Tensor): void {
    const target = this.valueOf(before, `The variable ${variable.name}`);
    const value = this.valueOf(variable, `What was assigned to the variable ${variable.name}`);
    this.#push('AssignVariableOp', { dtype: { type: 'dtype', value: target.dtype } }, [target.id, value.id], []);
  }

  #push(op: string, attributes: Node['attributes'], inputs: readonly ValueId[], outputs: readonly Value[]): void {
    const layer = this.#layers.current;
    const { nodes } = this.#frame;
    nodes.push({ id: nodes.length, op, ...(layer === undefined ? {} : { layer }), attributes, inputs, outputs });
  }

  #refuse(what: string): EngineError {
    return new EngineError('engine/not-recordable', `${what}${describePlace(this.#layers.current)}.`);
  }
}
