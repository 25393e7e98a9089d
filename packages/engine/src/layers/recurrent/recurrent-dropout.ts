import { tf } from '../../tensorflow.ts';
import { dropUnits } from '../regularization/dropout.ts';
import type { Cell, Kwargs, RecurrentLayer } from './recurrent-layer.ts';
import type { StepContext } from '../../record/step-context.ts';

/** The input with the same features dropped at all time steps. */
export function dropped(
  { cell, name }: RecurrentLayer,
  { input, kwargs }: { input: tf.Tensor; kwargs: Kwargs },
  context: StepContext,
): tf.Tensor {
  if (!kwargs.training || cell.dropout <= 0) return input;
  const [batch, , size] = input.shape as [number, number, number];
  return dropUnits(input, { rate: cell.dropout, shape: [batch, 1, size], layer: name }, context);
}

/** Makes the cells draw new dropout masks, in the graph. */
export function withDropout<Result>({ cell, name }: RecurrentLayer, context: StepContext, run: () => Result): Result {
  const cells = cellsOf(cell);
  const own = cells.map(({ dropoutFunc }) => dropoutFunc);
  for (const each of cells) {
    forgetMasks(each);
    each.dropoutFunc = (ones, rate) => dropUnits(ones, { rate, shape: ones.shape, layer: name }, context);
  }
  try {
    return run();
  } finally {
    cells.forEach((each, index) => {
      forgetMasks(each);
      each.dropoutFunc = own[index];
    });
  }
}

function cellsOf(cell: Cell): Cell[] {
  return cell.cells?.flatMap(cellsOf) ?? [cell];
}

/** So that the cell draws new masks for the next sequence. */
export function forgetMasks(cell: Pick<Cell, 'dropoutMask' | 'recurrentDropoutMask'>): void {
  tf.dispose([cell.dropoutMask ?? [], cell.recurrentDropoutMask ?? []].flat());
  cell.dropoutMask = null;
  cell.recurrentDropoutMask = null;
}

/** The dropout masks of a layer's cells for one sequence. */
export interface Masks {
  readonly tensors: tf.Tensor[];
  /** Runs cells with such tensors as their masks. */
  readonly wearing: <Result>(tensors: readonly tf.Tensor[], run: () => Result) => Result;
}

/** Lets the cells draw their masks now, by a step whose result nobody uses. */
export function drawMasks(cell: Cell, stepInputs: tf.Tensor[]): Masks {
  const cells = cellsOf(cell).filter(({ dropout, recurrentDropout }) => dropout > 0 || recurrentDropout > 0);
  if (cells.length > 0) cell.call(stepInputs, { training: true });
  const places = cells.flatMap((each) =>
    (['dropoutMask', 'recurrentDropoutMask'] as const).map((name) => ({ each, name, mask: each[name] })),
  );
  return {
    tensors: places.flatMap(({ mask }) => mask ?? []),
    wearing(tensors, run) {
      const before = places.map(({ each, name }) => each[name]);
      const rest = [...tensors];
      for (const { each, name, mask } of places) {
        if (mask !== null) each[name] = Array.isArray(mask) ? rest.splice(0, mask.length) : (rest.shift() as tf.Tensor);
      }
      try {
        return run();
      } finally {
        places.forEach(({ each, name }, index) => (each[name] = before[index] ?? null));
      }
    },
  };
}
