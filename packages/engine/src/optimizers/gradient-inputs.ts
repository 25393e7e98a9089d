import { type Input, Program, type Variable } from '../program/program.ts';
import type { GradientProgram } from './optimizer.ts';

/**
 * Variables, to be updated by gradients from outside: a program whose inputs are the gradients, by the names and in the
 * order of the variables, then `step` and `learningRate`.
 */
export function gradientInputs(variables: readonly Pick<Variable, 'name' | 'shape' | 'data'>[]): GradientProgram {
  const count = variables.length;
  const inputs = variables.map(({ name, shape }, id): Input => ({ id, name, dtype: 'float32', shape }));
  const step: Input = { id: count, name: 'step', dtype: 'int32', shape: [] };
  const learningRate: Input = { id: count + 1, name: 'learningRate', dtype: 'float32', shape: [] };
  const program = new Program({
    inputs: [...inputs, step, learningRate],
    variables: variables.map((variable, index) => ({ id: count + 2 + index, dtype: 'float32', ...variable })),
    constants: [],
    nodes: [],
    outputs: [],
  });
  return { program, gradients: new Map(inputs.map((input) => [input.name, input])), learningRate, step };
}
