import { EngineError } from '../../errors.ts';

type Sizes = readonly (number | null)[];

/** What an equation says of inputs of one shape. */
export interface EinsumShapes {
  readonly kernel: number[];
  readonly bias: number[];
  readonly output: (number | null)[];
  /** Of the matrix that the kernel is. */
  readonly inputs: number;
  readonly outputs: number;
}

interface Equation {
  /** The labels of the input, of the kernel, and of the output. */
  readonly source: readonly string[];
  readonly kernel: readonly string[];
  readonly target: readonly string[];
  /** Where dots stand for further axes of input and output. */
  readonly dots: 'before' | 'after' | undefined;
}

const FORM = /^(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?$/;

function parse(equation: string): Equation | undefined {
  const [, before, source, after, kernel, outBefore, target, outAfter] = FORM.exec(equation) ?? [];
  if (!source || !kernel || !target) return undefined;
  if (before !== outBefore || after !== outAfter || (before && after)) return undefined;
  const dots = before ? 'before' : after && 'after';
  return {
    source: source.split(''),
    kernel: kernel.split(''),
    target: target.split(''),
    dots: dots as Equation['dots'],
  };
}

/**
 * How many axes a matrix product sums over that computes the same: where the last axes of the input meet the first of
 * the kernel, and the others stay in their order.
 */
export function axesOfProduct(equation: string): number | undefined {
  const parsed = parse(equation);
  if (!parsed || parsed.dots === 'after') return undefined;
  const { source, kernel, target } = parsed;
  const bound = kernel.filter((label) => !target.includes(label));
  const free = source.slice(0, source.length - bound.length);
  const added = kernel.slice(bound.length);
  const isProduct =
    source.join('') === [...free, ...bound].join('') &&
    kernel.join('') === [...bound, ...added].join('') &&
    target.join('') === [...free, ...added].join('');
  return isProduct && bound.length > 0 ? bound.length : undefined;
}

/**
 * @param outputShape without the batch, or without the axes that dots before stand for
 * @throws EngineError `engine/invalid-options` for an equation or sizes that make no kernel, naming the layer
 */
export function readEquation(
  layer: string,
  { equation, outputShape, biasAxes }: { equation: string; outputShape: Sizes; biasAxes: string },
  input: Sizes,
): EinsumShapes {
  const refuse = (what: string): EngineError =>
    new EngineError(
      'engine/invalid-options',
      `The layer "${layer}" has the equation "${equation}" and outputShape [${outputShape.map(String).join(', ')}] ` +
        `for an input [${input.map(String).join(', ')}]: ${what}.`,
    );
  const parsed = parse(equation);
  if (!parsed) throw refuse('it must read like "ab,bc->ac", "...b,bc->...c" or "ab...,bc->ac..."');
  const { source, kernel, target, dots } = parsed;
  const elided = input.length - source.length;
  if (elided < 0 || (elided > 0 && !dots)) throw refuse(`the input must have ${source.length} axes`);
  const before = dots === 'before' ? elided : 0;
  const after = elided - before;
  // The batch is the first axis: the first label, or one of those that the dots stand for.
  const wanted = dots === 'before' ? outputShape : [input[0] ?? null, ...outputShape];
  if (wanted.length !== target.length) {
    throw refuse(`outputShape must have ${target.length - wanted.length + outputShape.length} sizes`);
  }
  const known = new Map<string, number | null>(source.map((label, axis) => [label, input[before + axis] ?? null]));
  target.forEach((label, axis) => {
    const [given, size] = [known.get(label), wanted[axis] ?? null];
    if (given === undefined && !kernel.includes(label))
      throw refuse(`neither input nor kernel has the axis "${label}"`);
    if (given !== undefined && size !== null && size !== given) {
      throw refuse(`the axis "${label}" is ${String(given)} in the input and ${size} in the output`);
    }
    known.set(label, given ?? size);
  });
  const sizeOf = (label: string): number => {
    const size = known.get(label);
    if (typeof size !== 'number') throw refuse(`the axis "${label}" of the kernel or bias has no fixed size`);
    return size;
  };
  const product = (labels: readonly string[]): number => labels.reduce((all, label) => all * sizeOf(label), 1);
  const unknown = biasAxes.split('').find((label) => !target.includes(label));
  if (unknown) throw refuse(`biasAxes has "${unknown}", the output does not`);
  const biased = target.slice(Math.min(...biasAxes.split('').map((label) => target.indexOf(label)), target.length));
  return {
    kernel: kernel.map(sizeOf),
    bias: [
      ...biased.map((label) => (biasAxes.includes(label) ? sizeOf(label) : 1)),
      ...Array.from({ length: biased.length > 0 ? after : 0 }, () => 1),
    ],
    output: [
      ...input.slice(0, before),
      ...target.map((label) => known.get(label) ?? null),
      ...input.slice(input.length - after),
    ],
    inputs: product(kernel.filter((label) => !target.includes(label))),
    outputs: product(kernel.filter((label) => target.includes(label))),
  };
}
