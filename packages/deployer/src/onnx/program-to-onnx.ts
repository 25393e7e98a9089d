import type { Program } from '@sightline/engine';
import { axisConverters } from './converters/axes.ts';
import { convolutionConverters } from './converters/convolutions.ts';
import { elementwiseConverters } from './converters/elementwise.ts';
import { matrixConverters } from './converters/matrices.ts';
import { poolingConverters } from './converters/pooling.ts';
import { buildGraph, type Converter } from './graph-builder.ts';
import { encodeModel } from './model-proto.ts';

/** What can be exported to ONNX: one entry a TensorFlow operation. */
const converters: Readonly<Record<string, Converter>> = {
  ...convolutionConverters,
  ...poolingConverters,
  ...elementwiseConverters,
  ...matrixConverters,
  ...axisConverters,
};

/**
 * Writes a program as the bytes of an ONNX model (operator set 17), weights included, with the program's names for inputs and outputs and a
 * first dimension `batch`. Images keep TensorFlow's [batch, height, width, channels].
 *
 * @throws DeployerError `deployer/unsupported-operation`, naming the operation, its layer and the weight nearest to it
 */
export function programToOnnx(program: Program): Uint8Array {
  const graph = buildGraph(program, (node, builder) => {
    const converter = converters[node.op];
    if (converter) return converter(node, builder);
    throw builder.unsupported(node, `Allowed: ${Object.keys(converters).sort().join(', ')}.`);
  });
  return encodeModel(graph);
}
