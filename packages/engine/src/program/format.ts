import { countMultiplyAdds, countParameters } from './count.ts';
import { type Attribute, formatType, type Node, type ProgramParts, type Value, type ValueId } from './parts.ts';

/** Longer constants get their own line. */
const LONGEST_INLINE = 8;

/**
 * A program as text, one line per node: `%3: float32[?,26,26,32] = Conv2D(%image, conv2d/kernel) strides=[1,1,1,1]
 * padding=VALID`. Inputs and outputs come first, then the counts, then the weights.
 */
export function formatProgram(program: ProgramParts): string {
  const names = namesOf(program);
  const outputs = program.outputs.map(({ name, id }) => `${name} = ${names.get(id)}`);
  const large = program.constants.filter(({ data }) => data.length > LONGEST_INLINE);
  return [
    `inputs: ${program.inputs.map((input) => declaration(input, names)).join(', ')}`,
    `outputs: ${outputs.join(', ')}`,
    `parameters: ${countParameters(program)}`,
    `multiply-adds a sample: ${countMultiplyAdds(program) ?? 'by its open sizes'}`,
    '',
    ...program.variables.map((variable) => `${declaration(variable, names)} = variable`),
    ...large.map((constant) => `${declaration(constant, names)} = constant`),
    '',
    ...program.nodes.map((node) => formatNode(node, names)),
    '',
  ].join('\n');
}

function namesOf({ inputs, variables, constants, nodes }: ProgramParts): Map<ValueId, string> {
  return new Map([
    ...inputs.map(({ id, name }) => [id, `%${name}`] as const),
    ...variables.map(({ id, name }) => [id, name] as const),
    ...constants.map(({ id, data, shape }) => {
      const literal = shape.length === 0 ? `${data[0]}` : `[${data.join(',')}]`;
      return [id, data.length > LONGEST_INLINE ? `%${id}` : literal] as const;
    }),
    ...nodes.flatMap(({ outputs }) => outputs.map(({ id }) => [id, `%${id}`] as const)),
  ]);
}

function declaration(value: Value, names: ReadonlyMap<ValueId, string>): string {
  return `${names.get(value.id)}: ${formatType(value)}`;
}

function formatNode(node: Node, names: ReadonlyMap<ValueId, string>): string {
  const attributes = Object.entries(node.attributes).filter(([, { type }]) => type !== 'dtype');
  const call = `${node.op}(${node.inputs.map((id) => names.get(id)).join(', ')})`;
  const results = node.outputs.map((output) => declaration(output, names)).join(', ');
  return [
    `${results} = ${call}`,
    ...attributes.map(([name, attribute]) => `${name}=${formatAttribute(attribute)}`),
  ].join(' ');
}

/** A program within a node, indented. */
function formatBody(body: ProgramParts): string {
  const names = namesOf(body);
  const inputs = body.inputs.map((input) => declaration(input, names)).join(', ');
  const outputs = body.outputs.map(({ id }) => names.get(id)).join(', ');
  const lines = body.nodes.map((node) => formatNode(node, names).replaceAll('\n', '\n  '));
  return [`(${inputs}) {`, ...lines.map((line) => `  ${line}`), `  return ${outputs}`, '}'].join('\n');
}

function formatAttribute({ type, value }: Attribute): string {
  if (type === 'program') return formatBody(value);
  return typeof value === 'object' ? `[${value.map((item) => item ?? '?').join(',')}]` : String(value);
}
