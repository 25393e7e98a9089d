import { EngineError } from '../../errors.ts';
import { describeLayer, type Input, type Output, type Program, type Shape } from '../../program/program.ts';
import { failedLayer } from '../calls/layer-calls.ts';
import { unify } from '../unify.ts';
import { ATTEMPTS, type Dimension, type DimensionNames, nameDimensions, probe } from './probes.ts';

/**
 * Traces a function once.
 *
 * @param shapes of its inputs
 * @param run the number of the trace among those that become one program
 */
export type TraceWith = (shapes: readonly (readonly number[])[], run: number) => Program;

/**
 * Records a function whose inputs have open sizes (`null`), as one program for all of them: traces it with several
 * values of each, and finds how the sizes inside follow. Two inputs' sizes are taken for independent ones where the
 * function allows that, else for equal ones.
 *
 * @throws EngineError `engine/not-recordable`, naming the layer
 */
export function recordOpen(shapes: readonly Shape[], traceWith: TraceWith): Program {
  const isOpen = shapes.some((shape) => shape.slice(1).includes(null));
  const openInputs = shapes.filter((shape) => shape.slice(1).includes(null)).length;
  let small: Attempt | undefined;
  let failure: { readonly error: unknown; readonly dimensions: readonly Dimension[] } | undefined;
  for (const sizes of ATTEMPTS) {
    for (const areEqual of openInputs > 1 ? [false, true] : [false]) {
      const names = nameDimensions(shapes, areEqual);
      const distinct = [...new Set(names.flat())].filter((name) => name !== null);
      const dimensions = probe(distinct, sizes);
      try {
        const traces = traceAll(shapes, { names, dimensions }, traceWith);
        if (!isOpen || !shrinksAway(traces)) return named(unify(traces), { names, dimensions, traces });
        small ??= { names, dimensions, traces };
      } catch (error) {
        // Other sizes may do where TensorFlow or tfjs refused these; what we refuse ourselves, we refuse for all.
        if (!isOpen || (error instanceof EngineError && error.code !== 'engine/invalid-program')) throw error;
        failure = { error, dimensions };
      }
    }
  }
  if (small) return named(unify(small.traces), small);
  throw cannotCompute(failure as NonNullable<typeof failure>);
}

interface Sizes {
  readonly names: readonly DimensionNames[];
  readonly dimensions: readonly Dimension[];
}

interface Attempt extends Sizes {
  readonly traces: readonly Program[];
}

function traceAll(shapes: readonly Shape[], { names, dimensions }: Sizes, traceWith: TraceWith): Program[] {
  const count = dimensions[0]?.runs.length ?? RUNS_OF_FIXED_SIZES;
  const traces: Program[] = [];
  for (let run = 0; run < count; run++) {
    const sizes = shapes.map((shape, input) =>
      shape.map((size, axis) => size ?? sizeOf(names[input]?.[axis] as string, dimensions, run)),
    );
    traces.push(traceWith(sizes, run));
    // What runs otherwise for other sizes need not run for all of them.
    if (run === 1 && traces[0]?.nodes.length !== traces[1]?.nodes.length) break;
  }
  return traces;
}

/** Other values may tell, even where all sizes are fixed. */
const RUNS_OF_FIXED_SIZES = 2;

function sizeOf(name: string, dimensions: readonly Dimension[], run: number): number {
  return dimensions.find((dimension) => dimension.name === name)?.runs[run] as number;
}

/** Whether a size that follows an open one came down to one or none: then it says nothing of how it follows. */
function shrinksAway(traces: readonly Program[]): boolean {
  const [first] = traces as [Program];
  return first.nodes.some(({ outputs }, node) =>
    outputs.some(({ shape }, output) =>
      shape.some((size, axis) => {
        const sizes = traces.map((trace) => trace.nodes[node]?.outputs[output]?.shape[axis] ?? size);
        return sizes.some((other) => other !== size) && sizes.some((other) => (other as number) < 2);
      }),
    ),
  );
}

/** The program with the names of the open sizes of its inputs, and of those of its outputs that are one of them. */
function named(program: Program, { names, dimensions, traces }: Attempt): Program {
  const shapesOf = (id: number) =>
    traces.map(
      ({ inputs, nodes }) =>
        [...inputs, ...nodes.flatMap(({ outputs }) => outputs)].find((each) => each.id === id)?.shape,
    );
  const nameOf = (runs: readonly (number | null | undefined)[]): string | null =>
    dimensions.find((dimension) => dimension.runs.every((size, run) => size === runs[run]))?.name ?? null;
  const inputs = program.inputs.map((input, index): Input => {
    const dimensionNames = names[index];
    return dimensionNames ? { ...input, dimensionNames } : input;
  });
  const outputs = program.outputs.map((output): Output => {
    const shapes = shapesOf(output.id);
    return {
      ...output,
      dimensionNames: (shapes[0] ?? []).map((_, axis) => nameOf(shapes.map((shape) => shape?.[axis]))),
    };
  });
  return program.with({ inputs, outputs });
}

function cannotCompute({ error, dimensions }: { error: unknown; dimensions: readonly Dimension[] }): EngineError {
  const layer = failedLayer(error);
  const tried = dimensions.map(({ name, runs }) => `${name} ${runs[0]}`).join(', ');
  const message = error instanceof Error ? error.message : String(error);
  return new EngineError(
    'engine/not-recordable',
    `${layer ? `The ${describeLayer(layer)}` : 'The function'} cannot be computed for the open sizes of the inputs, ` +
      `such as ${tried}: ${message} Give the inputs fixed sizes, or change the layers so that any size works.`,
    { cause: error },
  );
}
