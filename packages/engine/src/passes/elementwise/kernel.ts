import { int, ints } from '../../program/attributes.ts';
import type { Attribute, ValueId } from '../../program/program.ts';
import type { Group } from './groups.ts';
import { inputsOf } from './groups.ts';
import { expansionOf, type Operand, OPERATION_NUMBERS, type Operation } from './instructions.ts';
import { type Layout, LAYOUT_NUMBERS } from './layouts.ts';
import type { Member, Reference } from './members.ts';

/** A value within a kernel, by the instruction or input that makes it. */
interface Known {
  readonly index: number;
  readonly ofRows: boolean;
}

interface Instruction {
  readonly operation: Operation;
  readonly operands: readonly Operand<Known>[];
  readonly result: Known;
}

/** What a kernel gives to others. */
interface KernelOutput {
  readonly id: ValueId;
  readonly layout: Layout;
}

/** A group as one operation. */
export interface Kernel {
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly KernelOutput[];
  /** The input that has the sizes of the whole. */
  readonly shapedLike: ValueId;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/**
 * Compiles a group.
 *
 * @param ordered its members and clones, in the program's order
 * @param wanted the values that others use
 * @returns `undefined` when nothing it reads has the sizes of the whole
 */
export function compileKernel(
  group: Group,
  ordered: readonly Member[],
  wanted: (id: ValueId) => boolean,
): Kernel | undefined {
  const inputs = inputsOf(group);
  const shapedLike = inputs.findIndex(({ layout }) => layout === 'full');
  if (shapedLike < 0) return undefined;
  const { columns } = (ordered[0] as Member).space;
  const code = new Code(inputs);
  const own = new Set(group.members.map(({ node }) => node));
  const outputs: (KernelOutput & { value: Known })[] = [];
  for (const member of ordered) {
    const value = code.add(member);
    const id = member.node.outputs[0]?.id as ValueId;
    if (!own.has(member.node) || !wanted(id)) continue;
    const layout = member.role === 'columnSum' ? 'columns' : value.ofRows ? 'rows' : 'full';
    outputs.push({ id, layout, value });
  }
  const { instructions, results, registers } = allocate(code, outputs);
  return {
    inputs: inputs.map(({ id }) => id),
    outputs,
    shapedLike: (inputs[shapedLike] as { id: ValueId }).id,
    attributes: {
      N: int(inputs.length),
      M: int(outputs.length),
      columns: int(columns),
      shaped_like: int(shapedLike),
      registers: int(registers),
      input_layouts: ints(inputs.map(({ layout }) => LAYOUT_NUMBERS[layout])),
      output_layouts: ints(outputs.map(({ layout }) => LAYOUT_NUMBERS[layout])),
      results: ints(results),
      instructions: ints(instructions),
      scalars: { type: 'floats', value: code.numbers },
    },
  };
}

/** The instructions of a kernel, each of which makes one value. */
class Code {
  readonly numbers: number[] = [];
  readonly instructions: Instruction[] = [];
  readonly inputs: readonly Extract<Reference, { id: ValueId }>[];
  readonly #values = new Map<string, Operand<Known>>();
  readonly #made = new Map<string, Known>();
  readonly #scalars: ReadonlyMap<ValueId, number>;

  constructor(inputs: readonly Extract<Reference, { id: ValueId }>[]) {
    this.inputs = inputs;
    inputs.forEach(({ id, layout }, index) => {
      this.#values.set(`${id} ${layout}`, { known: { index, ofRows: layout === 'rows' } });
    });
    const scalars = inputs.filter(({ layout }) => layout === 'scalar');
    this.#scalars = new Map(scalars.map(({ id }, place) => [id, place]));
  }

  /** Where the scalars that are inputs follow those that are known. */
  scalarOf(operand: Operand<Known>): number | undefined {
    if (operand.number !== undefined) return this.#placeOf(operand.number);
    const input = this.inputs[operand.known?.index ?? -1];
    if (input?.layout !== 'scalar') return undefined;
    return this.numbers.length + (this.#scalars.get(input.id) as number);
  }

  add(member: Member): Known {
    const operands = member.inputs.map((input) => this.#operand(input));
    const [first, second = first] = operands as [Operand<Known>, Operand<Known>?];
    const result = this.#compute(member, [first, second]);
    const known = result.known as Known;
    const id = member.node.outputs[0]?.id as ValueId;
    this.#values.set(`${id} ${known.ofRows ? 'rows' : 'full'}`, result);
    return known;
  }

  #compute(
    { node, role, power, space }: Member,
    [first, second]: readonly [Operand<Known>, Operand<Known>],
  ): Operand<Known> {
    if (role === 'columnSum') return first;
    if (role === 'rowSum') {
      const sum = this.#emit('rowSum', true, first);
      return node.op === 'Mean' ? this.#emit('divide', true, sum, { number: space.columns }) : sum;
    }
    const expansion = expansionOf(node, power) as NonNullable<ReturnType<typeof expansionOf>>;
    if (role === 'rows')
      return expansion((operation, a, b) => this.#emit(operation, true, a, b), [first, second], power ?? 0);
    // Values for each row are spread over it where they meet those of all numbers.
    const spread = (operand: Operand<Known>): Operand<Known> =>
      operand.known?.ofRows ? this.#emit('spread', false, operand) : operand;
    return expansion(
      (operation, a, b) => this.#emit(operation, false, spread(a), b && spread(b)),
      [first, second],
      power ?? 0,
    );
  }

  /** Of what is not a number, and of both zeros, too. */
  #placeOf(number: number): number {
    return this.numbers.findIndex((each) => Object.is(each, number));
  }

  #operand(input: Reference): Operand<Known> {
    if ('number' in input) return { number: input.number };
    return this.#values.get(`${input.id} ${input.layout}`) as Operand<Known>;
  }

  #emit(operation: Operation, ofRows: boolean, a: Operand<Known>, b: Operand<Known> = a): Operand<Known> {
    for (const { number } of [a, b]) if (number !== undefined && this.#placeOf(number) < 0) this.numbers.push(number);
    const nameOf = ({ number, known }: Operand<Known>): string =>
      known ? `%${known.index}` : Object.is(number, -0) ? '-0' : String(number);
    const key = `${operation} ${ofRows} ${nameOf(a)} ${nameOf(b)}`;
    let result = this.#made.get(key);
    if (!result) {
      result = { index: this.inputs.length + this.instructions.length, ofRows };
      this.#made.set(key, result);
      this.instructions.push({ operation, operands: [a, b], result });
    }
    return { known: result };
  }
}

/** Gives values registers: inputs and outputs have their own, the others share. */
function allocate(
  code: Code,
  outputs: readonly { value: Known; layout: Layout }[],
): { instructions: number[]; results: number[]; registers: number } {
  const registers = new Map<number, number>(code.inputs.map((_, index) => [index, index]));
  let count = code.inputs.length;
  const results = outputs.map(({ value, layout }) => {
    if (layout !== 'columns' && !registers.has(value.index)) registers.set(value.index, count++);
    return value.index;
  });
  const needed = neededOf(code, results);
  const last = new Map<number, number>();
  needed.forEach(({ operands }, place) => {
    for (const { known } of operands) if (known) last.set(known.index, place);
  });
  for (const index of results) last.set(index, Infinity);
  const fixed = new Set(registers.keys());
  const free: number[] = [];
  const instructions = needed.flatMap(({ operation, operands, result }, place) => {
    const [a, b] = operands.map((operand) => {
      const scalar = code.scalarOf(operand);
      return scalar === undefined ? (registers.get(operand.known?.index as number) as number) : -1 - scalar;
    }) as [number, number];
    // Row by row, a sum and a spread read what they would overwrite.
    const isInPlace = operation !== 'spread' && operation !== 'rowSum';
    const ended = new Set(
      operands.flatMap(({ known }) => (known && last.get(known.index) === place ? [known.index] : [])),
    );
    const release = (): void => {
      for (const index of ended) if (!fixed.has(index)) free.push(registers.get(index) as number);
    };
    if (isInPlace) release();
    if (!registers.has(result.index)) registers.set(result.index, free.pop() ?? count++);
    if (!isInPlace) release();
    return [OPERATION_NUMBERS[operation], Number(result.ofRows), registers.get(result.index) as number, a, b];
  });
  return { instructions, results: results.map((index) => registers.get(index) as number), registers: count };
}

/** The instructions that results need: what only gradients use may have moved to where these are computed. */
function neededOf(code: Code, results: readonly number[]): Instruction[] {
  const wanted = new Set(results);
  const needed = code.instructions.toReversed().filter(({ operands, result }) => {
    if (!wanted.has(result.index)) return false;
    for (const { known } of operands) if (known) wanted.add(known.index);
    return true;
  });
  return needed.toReversed();
}
