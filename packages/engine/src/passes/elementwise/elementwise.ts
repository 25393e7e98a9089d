import type { Node, Program, Shape, Value, ValueId } from '../../program/program.ts';
import { changesVariables } from '../../program/stateful.ts';
import { addReshape } from '../matrix-products.ts';
import { Rewriting, sameShape } from '../rewrite.ts';
import { type Group, Grouping, inputsOf } from './groups.ts';
import { compileKernel } from './kernel.ts';
import { MemberReader } from './members.ts';
import { recompute } from './recompute.ts';

/**
 * Element-wise operations in a row, with the sums of rows between them (as in layer normalisation) and of columns
 * behind them (as in the gradient of a bias), become one custom operation each: what lies between is neither written to
 * memory nor read from it.
 */
export function useElementwiseKernels(program: Program): Program {
  const reader = new MemberReader(program);
  const grouping = new Grouping(program, reader);
  for (const group of grouping.all) {
    const readsWhole = inputsOf(group).some(({ layout }) => layout === 'full');
    if (!readsWhole || !isWorthwhile(group)) grouping.dissolve(group);
  }
  recompute(grouping);
  const units = new Units(program, grouping);
  const rewriting = new Rewriting(program);
  for (const unit of units.ordered()) {
    if ('op' in unit) rewriting.keep(unit);
    else addKernel(unit, { grouping, units, rewriting });
  }
  return rewriting.finish(program);
}

/** Operations whose own kernel is faster than TensorFlow's even where there is nothing to fuse them with. */
const WORTH_ALONE: ReadonlySet<string> = new Set(['Tanh', 'Sigmoid', 'Erf', 'Exp', 'TanhGrad', 'SigmoidGrad']);

function isWorthwhile({ members }: Group): boolean {
  return members.length > 1 || members.some(({ node }) => WORTH_ALONE.has(node.op));
}

interface Context {
  readonly grouping: Grouping;
  readonly units: Units;
  readonly rewriting: Rewriting;
}

function addKernel(group: Group, { grouping, units, rewriting }: Context): void {
  const ordered = [...group.members, ...group.clones];
  grouping.sort(ordered);
  const kernel = compileKernel(group, ordered, (id) => units.isUsed(id, group));
  if (!kernel || kernel.outputs.length === 0) return;
  const { shape } = rewriting.value(kernel.shapedLike);
  const shapes: Readonly<Record<string, Shape>> = {
    full: shape,
    rows: [...shape.slice(0, -1), 1],
    columns: shape.slice(-1),
  };
  const originals = kernel.outputs.map(({ id }) => rewriting.value(id));
  const made = rewriting.add({
    op: 'SightlineElementwise',
    layer: group.members[0]?.node.layer,
    attributes: kernel.attributes,
    inputs: kernel.inputs,
    outputs: kernel.outputs.map(({ layout }, index) => {
      const { id, dtype, shape: wanted } = originals[index] as Value;
      const own = shapes[layout] as Shape;
      return sameShape(own, wanted) ? { id, dtype, shape: own } : { dtype, shape: own };
    }),
  });
  originals.forEach((original, index) => {
    const { id } = made[index] as Value;
    if (id !== original.id) addReshape(rewriting, id, original, undefined);
  });
}

type Unit = Node | Group;

/** What runs on its own: the nodes that are in no group, and the groups. */
class Units {
  readonly #program: Program;
  readonly #grouping: Grouping;
  readonly #makers = new Map<ValueId, Unit>();
  /** Units that use a value, apart from the one that makes it; the program itself as `undefined`. */
  readonly #users = new Map<ValueId, Set<Unit | undefined>>();

  constructor(program: Program, grouping: Grouping) {
    this.#program = program;
    this.#grouping = grouping;
    for (const node of program.nodes)
      for (const { id } of node.outputs) this.#makers.set(id, grouping.of(node) ?? node);
    const seen = new Set<Unit>();
    const open: Unit[] = [];
    const use = (id: ValueId, user: Unit | undefined): void => {
      this.#users.set(id, (this.#users.get(id) ?? new Set()).add(user));
      const maker = this.#makers.get(id);
      if (maker && !seen.has(maker)) open.push(maker);
      if (maker) seen.add(maker);
    };
    for (const { id } of program.outputs) use(id, undefined);
    for (const node of program.nodes)
      if (changesVariables(node.op)) {
        seen.add(node);
        open.push(node);
      }
    for (let unit = open.pop(); unit; unit = open.pop()) for (const id of inputsOfUnit(unit)) use(id, unit);
  }

  isUsed(id: ValueId, maker: Group): boolean {
    return [...(this.#users.get(id) ?? [])].some((user) => user !== maker);
  }

  /** All of them, in an order in which they can run that is as close to the program's as possible. */
  ordered(): Unit[] {
    const order: Unit[] = [];
    const done = new Set<Unit>();
    const visit = (first: Unit): void => {
      const open = [first];
      for (let unit = open.at(-1); unit; unit = open.at(-1)) {
        const missing = inputsOfUnit(unit).flatMap((id) => {
          const maker = this.#makers.get(id);
          return maker && !done.has(maker) ? [maker] : [];
        });
        if (missing.length > 0) {
          open.push(...missing);
          continue;
        }
        open.pop();
        if (!done.has(unit)) order.push(unit);
        done.add(unit);
      }
    };
    for (const node of this.#program.nodes) visit(this.#grouping.of(node) ?? node);
    return order;
  }
}

function inputsOfUnit(unit: Unit): readonly ValueId[] {
  return 'op' in unit ? unit.inputs : inputsOf(unit).map(({ id }) => id);
}
