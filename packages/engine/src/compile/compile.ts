import { registerKernels } from '../kernels/register.ts';
import { applyPasses } from '../passes/passes.ts';
import { passesFor, runsInSequence } from '../precision.ts';
import type { Program } from '../program/program.ts';
import { trace } from '../record/tracing/trace.ts';
import { type LoadedProgram, Session } from '../session/session.ts';
import { tf } from '../tensorflow.ts';
import { type HostTensor, toHostTensor, toTensor } from '../host/host-tensor.ts';
import { type CompileOptions, requireCompileOptions } from './options.ts';
import { ProgramCache } from './programs/program-cache.ts';
import { SessionVariables } from './weights/session-variables.ts';

/** What a function to compile may return. */
export type Tensors = tf.Tensor | readonly tf.Tensor[] | Readonly<Record<string, tf.Tensor>>;

/** A function over tensors as native programs. */
export interface Compiled<Arguments extends readonly tf.Tensor[], Result extends Tensors> {
  /** Runs it in one native call. The tensors returned are the caller's to dispose of. */
  (...inputs: Arguments): Result;
  /** The program for inputs of these shapes. */
  program(...inputs: Arguments): Program;
  /** Holds the values of the `tf.Variable`s that the function uses: a call changes them there. */
  readonly session: Session;
  /** Brings the values from the session into the `tf.Variable`s. */
  updateVariables(): void;
  /** Takes the values of the `tf.Variable`s into the session. */
  takeVariables(): void;
  dispose(): void;
}

/**
 * Compiles a function over tensors and variables: it is recorded once for each combination of input shapes and element
 * types, and then runs as one native call. The `tf.Variable`s that it uses or assigns live in the compiled function's
 * session from the first call on; what is assigned to them outside is taken at the next call.
 *
 * @throws EngineError `engine/not-recordable` at the first call, naming the layer and the line, when the function uses
 * a tensor from outside, reads a tensor's values, or draws a random number in JavaScript
 *
 * @example
 * const weight = tf.variable(tf.zeros([2]));
 * const step = compile((x: tf.Tensor1D) => {
 *   weight.assign(weight.add(x));
 *   return { norm: weight.norm() };
 * });
 * step(tf.tensor1d([3, 4])).norm.print(); // 5
 */
export function compile<Arguments extends readonly tf.Tensor[], Result extends Tensors>(
  fn: (...inputs: Arguments) => Result,
  options: CompileOptions = {},
): Compiled<Arguments, Result> {
  registerKernels();
  requireCompileOptions(options);
  const session = new Session({ sequential: runsInSequence(options.precision), ...options });
  const variables = new SessionVariables(session);
  const cache = new ProgramCache((program) => session.load(program));
  let shapeOf: (tensors: readonly tf.Tensor[]) => Tensors = (tensors) => tensors;

  const record = (inputs: readonly tf.Tensor[]): Program => {
    const named = inputs.map((tensor, index) => ({ name: `input${index}`, tensor }));
    const program = trace(
      () => {
        const result = fn(...(inputs as unknown as Arguments));
        shapeOf = likeResult(result);
        return Object.fromEntries(tensorsOf(result).map((tensor, index) => [`output${index}`, tensor]));
      },
      { inputs: named, nameVariable: (variable) => variables.nameOf(variable) },
    );
    variables.remember();
    return applyPasses(program, passesFor(options.precision));
  };
  const loaded = (inputs: readonly tf.Tensor[], host: readonly HostTensor[]): LoadedProgram => {
    variables.takeAssigned();
    return cache.get('', host, { record: () => record(inputs) });
  };

  const call = (...inputs: Arguments): Result => {
    const host = inputs.map(toHostTensor);
    const outputs = loaded(inputs, host).run(host).map(toTensor);
    return shapeOf(outputs) as Result;
  };
  return Object.assign(call, {
    program: (...inputs: Arguments) => loaded(inputs, inputs.map(toHostTensor)).program,
    session,
    updateVariables: () => variables.pull(),
    takeVariables: () => variables.push(),
    dispose: () => session.dispose(),
  });
}

function tensorsOf(result: Tensors): tf.Tensor[] {
  if (result instanceof tf.Tensor) return [result];
  return Array.isArray(result) ? [...result] : Object.values(result as Record<string, tf.Tensor>);
}

/** Gives tensors the structure of a result. */
function likeResult(result: Tensors): (tensors: readonly tf.Tensor[]) => Tensors {
  if (result instanceof tf.Tensor) return ([tensor]) => tensor as tf.Tensor;
  if (Array.isArray(result)) return (tensors) => tensors;
  const names = Object.keys(result);
  return (tensors) => Object.fromEntries(names.map((name, index) => [name, tensors[index] as tf.Tensor]));
}
