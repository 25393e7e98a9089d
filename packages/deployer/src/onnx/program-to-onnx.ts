import type { Program } from '@sightline/engine';
import { convolutionConverters } from './convolution-converters.ts';
import { elementwiseConverters } from './elementwise-converters.ts';
import { buildGraph, type Converter } from './graph-builder.ts';
import { matrixConverters } from './matrix-converters.ts';
import { encodeModel } from './model-proto.ts';
import { shapeConverters } from './shape-converters.ts';
import { spatialConverters } from './spatial-converters.ts';

/** What can be exported to ONNX: one entry a TensorFlow operation. */
const converters: Readonly<Record<string, Converter>> = {
  ...convolutionConverters,
  ...spatialConverters,
  ...elementwiseConverters,
  ...matrixConverters,
  ...shapeConverters,
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
