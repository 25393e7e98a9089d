import { hoistInvariants, type Program } from '@sightline/engine';
import { DeployerError } from '../errors.ts';
import { converters } from './converters/converters.ts';
import { isRecurrentOperator } from './converters/loops/recurrent-operators.ts';
import { buildGraph } from './build-graph.ts';
import { encodeModel } from './model-proto.ts';

/**
 * Writes a program as the bytes of an ONNX model (operator set 17), weights included, with the program's names for
 * inputs and outputs and a first dimension `batch`. Images keep TensorFlow's [batch, height, width, channels].
 *
 * @throws DeployerError `deployer/unsupported-operation`, naming the operation, its layer and the weight nearest to it;
 * also for an input and an output of one name, which ONNX takes for one tensor
 */
export function programToOnnx(program: Program): Uint8Array {
  requireOneNameEach(program);
  const hoisted = hoistInvariants(program, (node) => !isRecurrentOperator(node));
  const graph = buildGraph(hoisted, (node, builder) => {
    const converter = converters[node.op];
    if (converter) return converter(node, builder);
    throw builder.unsupported(node, `Allowed: ${Object.keys(converters).sort().join(', ')}.`);
  });
  return encodeModel(graph);
}

function requireOneNameEach({ inputs, outputs }: Program): void {
  const names = [...inputs, ...outputs].map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new DeployerError(
    'deployer/unsupported-operation',
    `Two of the program's inputs and outputs are called "${twice}", which in ONNX is one tensor. Give each its own ` +
      'name: recordModel(model, { inputs: […], outputs: […] }).',
  );
}
