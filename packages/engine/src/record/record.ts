import { EngineError } from '../errors.ts';
import { registerKernels } from '../kernels/register.ts';
import { tf } from '../tensorflow.ts';
import type { DataType, Program, Shape } from '../program/program.ts';
import type { Lowering } from './calls/layer-calls.ts';
import { trace } from './tracing/trace.ts';
import type { NamedTensor, TensorFunction } from './tracing/trace-options.ts';
import { recordOpen } from './sizes/record-open.ts';

/**
 * What a recorded function is given; `null` in the shape is an open size: the batch, a height, a length.
 */
export interface InputSpec<Name extends string = string> {
  readonly name: Name;
  readonly shape: Shape;
  readonly dtype?: Exclude<DataType, 'bfloat16'>;
}

export interface RecordOptions<Name extends string> {
  readonly inputs: readonly InputSpec<Name>[];
  /** The tensors from outside that the function uses: its weights. */
  readonly variables?: readonly NamedTensor[];
  /** How layers compute while recorded, where not by their own `call`. */
  readonly lower?: Lowering;
}

/**
 * Records the native operations that a function over tensors runs, as a program. Its gradients are operations too: a
 * function that calls `tf.variableGrads` records them.
 *
 * @throws EngineError `engine/not-recordable`, naming the operation, when the function uses a tensor from outside that
 * `variables` does not name, depends on values or on the size of the batch in another way than by shapes, or uses an
 * element type other than float32, int32, bool
 *
 * @example
 * const program = record(({ x }) => ({ y: tf.relu(tf.matMul(x, w)) }), {
 *   inputs: [{ name: 'x', shape: [null, 4] }],
 *   variables: [{ name: 'w', tensor: w }],
 * });
 */
export function record<const Name extends string>(fn: TensorFunction<Name>, options: RecordOptions<Name>): Program {
  registerKernels();
  requireOneEach(options);
  const program = recordOpen(
    options.inputs.map(({ shape }) => shape),
    (shapes, run) => {
      const inputs = options.inputs.map(({ name, dtype }, index) => {
        // With other values as well: what differs shows what follows them.
        const make = run % 2 === 0 ? tf.zeros : tf.ones;
        return { name, tensor: make<tf.Rank>([...(shapes[index] as number[])], dtype ?? 'float32') };
      });
      try {
        return trace(fn, { ...options, inputs });
      } finally {
        tf.dispose(inputs.map(({ tensor }) => tensor));
      }
    },
  );
  if (program.outputs.length === 0) {
    throw new EngineError(
      'engine/not-recordable',
      'The function returned no tensors. Allowed: an object of named tensors, ' +
        'such as { probabilities }. It must not be async.',
    );
  }
  return program;
}

function requireOneEach({ inputs, variables = [] }: RecordOptions<string>): void {
  for (const [what, names] of [
    ['inputs', inputs.map(({ name }) => name)],
    ['variables', variables.map(({ name }) => name)],
  ] as const) {
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice === undefined) continue;
    throw new EngineError(
      'engine/invalid-options',
      `Two of the ${what} are called "${twice}". Give each its own name: a program keeps one under one name.`,
    );
  }
}
