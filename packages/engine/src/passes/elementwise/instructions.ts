import type { Node } from '../../program/program.ts';

/** The operations of a kernel by their numbers, as in `packages/native/kernels/elementwise.h`. */
export const OPERATION_NUMBERS = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  maximum: 4,
  minimum: 5,
  negate: 6,
  absolute: 7,
  squareRoot: 8,
  exponential: 9,
  tanh: 10,
  sigmoid: 11,
  erf: 12,
  relu: 13,
  relu6: 14,
  reluGradient: 15,
  relu6Gradient: 16,
  spread: 17,
  rowSum: 18,
} as const;

export type Operation = keyof typeof OPERATION_NUMBERS;

/** A value within a kernel: a number, or what its compiler knows about one. */
export interface Operand<Known> {
  readonly number?: number;
  readonly known?: Known;
}

/** Adds an instruction to a kernel. */
type Emit<Known> = (operation: Operation, a: Operand<Known>, b?: Operand<Known>) => Operand<Known>;

type Expansion = <Known>(
  emit: Emit<Known>,
  inputs: readonly [Operand<Known>, Operand<Known>],
  power: number,
) => Operand<Known>;

const ONE = { number: 1 };

const simple =
  (operation: Operation): Expansion =>
  (emit, [a, b]) =>
    emit(operation, a, b);

const unary =
  (operation: Operation): Expansion =>
  (emit, [a]) =>
    emit(operation, a);

/** What computes TensorFlow's element-wise operations, each rounded as TensorFlow does where that is exact. */
const EXPANSIONS: Readonly<Record<string, Expansion>> = {
  Add: simple('add'),
  AddV2: simple('add'),
  BiasAdd: simple('add'),
  Sub: simple('subtract'),
  Mul: simple('multiply'),
  RealDiv: simple('divide'),
  Maximum: simple('maximum'),
  Minimum: simple('minimum'),
  ReluGrad: simple('reluGradient'),
  Relu6Grad: simple('relu6Gradient'),
  Neg: unary('negate'),
  Abs: unary('absolute'),
  Sqrt: unary('squareRoot'),
  Exp: unary('exponential'),
  Tanh: unary('tanh'),
  Sigmoid: unary('sigmoid'),
  Erf: unary('erf'),
  Relu: unary('relu'),
  Relu6: unary('relu6'),
  Square: (emit, [a]) => emit('multiply', a, a),
  SquaredDifference: (emit, [a, b]) => {
    const difference = emit('subtract', a, b);
    return emit('multiply', difference, difference);
  },
  Rsqrt: (emit, [a]) => emit('divide', ONE, emit('squareRoot', a)),
  SigmoidGrad: (emit, [y, gradient]) => emit('multiply', emit('multiply', gradient, y), emit('subtract', ONE, y)),
  TanhGrad: (emit, [y, gradient]) => emit('multiply', gradient, emit('subtract', ONE, emit('multiply', y, y))),
  Pow: (emit, [a], power) => (POWERS[power] as Expansion)(emit, [a, a], power),
};

const POWERS: Readonly<Record<number, Expansion>> = {
  0.5: unary('squareRoot'),
  1.5: (emit, [a]) => emit('multiply', a, emit('squareRoot', a)),
  2: (emit, [a]) => emit('multiply', a, a),
  3: (emit, [a]) => emit('multiply', emit('multiply', a, a), a),
  [-0.5]: (emit, [a]) => emit('divide', ONE, emit('squareRoot', a)),
  [-1]: (emit, [a]) => emit('divide', ONE, a),
};

/**
 * What computes a node, or `undefined` for any other node.
 *
 * @param power the exponent of a power, where it is known
 */
export function expansionOf({ op }: Node, power: number | undefined): Expansion | undefined {
  if (op === 'Pow') return power !== undefined && POWERS[power] ? EXPANSIONS.Pow : undefined;
  return EXPANSIONS[op];
}
