import { formatProgram } from './format.ts';
import type { Constant, Input, Node, Output, ProgramParts, Variable } from './parts.ts';

export {
  type DataType,
  DATA_TYPE_NUMBERS,
  type Shape,
  type ValueId,
  type Value,
  type TensorData,
  type Input,
  type Variable,
  type Constant,
  type Attribute,
  type Node,
  type Output,
  type ProgramParts,
  type LayerName,
  valuesOf,
  describeLayer,
  describeNode,
  formatType,
} from './parts.ts';

/**
 * A computation as a graph of TensorFlow operations. A variable that is an input of a node represents its value when
 * the call begins, except for the first inputs of a node that changes variables (see `handleCount`), where it
 * represents the variable itself.
 */
export class Program implements ProgramParts {
  readonly inputs: readonly Input[];
  readonly variables: readonly Variable[];
  readonly constants: readonly Constant[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly Output[];

  constructor({ inputs, variables, constants, nodes, outputs }: ProgramParts) {
    this.inputs = inputs;
    this.variables = variables;
    this.constants = constants;
    this.nodes = nodes;
    this.outputs = outputs;
  }

  /** The same program with some parts replaced. */
  with(changes: Partial<ProgramParts>): Program {
    return new Program(Object.assign({}, this, changes));
  }

  /** The program as text: see {@link formatProgram}. */
  toString(): string {
    return formatProgram(this);
  }
}
