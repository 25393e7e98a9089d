import type { ProgramBuilder } from '../program/builder.ts';
import type { Program, Value, Variable } from '../program/program.ts';

/** The name of the variable that holds the exponential moving average of a weight. */
export function averageOf(weight: string): string {
  return `${weight}/ema`;
}

/** Moves the average of a weight towards what the weight holds here; the first update sets it, as in Keras. */
export function addMovingAverage(
  builder: ProgramBuilder,
  { name, data, shape, ...weight }: Variable,
  { momentum, step }: { momentum: number; step: Value },
): void {
  const average = builder.variable(averageOf(name), data.slice(), shape);
  const later = builder.map('Sign', builder.map('Sub', step, builder.scalar(1)));
  const fraction = builder.map('Sub', builder.scalar(1), builder.map('Mul', later, builder.scalar(momentum)));
  const difference = builder.map('Sub', average, builder.read({ ...weight, shape }));
  builder.subtract(average, builder.map('Mul', difference, fraction));
}

/** A program that only reads its variables, on the moving averages of some of them. */
export function onAverages(program: Program, weights: ReadonlySet<string>): Program {
  return program.with({
    variables: program.variables.map((variable) =>
      weights.has(variable.name) ? { ...variable, name: averageOf(variable.name) } : variable,
    ),
  });
}
