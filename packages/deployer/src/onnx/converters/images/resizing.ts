import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { ONNX_TYPES } from '../../model-proto.ts';
import { channelsFirst, channelsLast } from '../layout.ts';

/** Images of another size, [batch, height, width, channels], and of other channels. */
export const resizingConverters: Readonly<Record<string, Converter>> = {
  ResizeBilinear: (node, graph) => resize('linear', node, graph),
  ResizeNearestNeighbor: (node, graph) => resize('nearest', node, graph),
  DepthToSpace(node, graph) {
    const image = channelsFirst(graph, graph.tensor(node.inputs[0]));
    const blocks = { int: node.attributes.block_size?.value as number };
    return channelsLast(graph, graph.add('DepthToSpace', [image], { blocksize: blocks, mode: { string: 'DCR' } }));
  },
};

/**
 * Which place of the image a pixel of the result comes from, by TensorFlow's settings, and which pixel is the nearest
 * to it.
 */
function resize(mode: string, node: Node, graph: GraphBuilder): string {
  const isSet = (name: string): boolean => node.attributes[name]?.value === true;
  const places = isSet('half_pixel_centers') ? 'half_pixel' : isSet('align_corners') ? 'align_corners' : 'asymmetric';
  const image = channelsFirst(graph, floats(node, graph, mode));
  const result = graph.add('Resize', [image, '', ...sizeOperands(node, graph, image)], {
    mode: { string: mode },
    coordinate_transformation_mode: { string: places },
    ...(mode === 'nearest'
      ? { nearest_mode: { string: places === 'asymmetric' ? 'floor' : 'round_prefer_ceil' } }
      : {}),
  });
  return channelsLast(graph, result);
}

/** Bilinear resizing makes floats of any type of image; ONNX keeps the type. */
function floats(node: Node, graph: GraphBuilder, mode: string): string {
  const tensor = graph.tensor(node.inputs[0]);
  const isFloat = mode === 'nearest' || graph.value(node.inputs[0]).dtype === 'float32';
  return isFloat ? tensor : graph.add('Cast', [tensor], { to: { int: ONNX_TYPES.float32 } });
}

/** Factors where they are whole numbers; else sizes, those of batch and channels from the image. */
function sizeOperands(node: Node, graph: GraphBuilder, image: string): string[] {
  const before = graph.value(node.inputs[0]).shape.slice(1, 3);
  const known = graph.known(node.inputs[1]);
  const after = known && Array.from(known.data, Number);
  const factors = before.map((size, axis) => (after?.[axis] ?? Number.NaN) / (size ?? Number.NaN));
  if (factors.every(Number.isInteger)) {
    const data = Float32Array.of(1, 1, ...factors);
    return [graph.constant({ name: 'factors', dtype: 'float32', shape: [4], data })];
  }
  const outer = graph.add('Shape', [image], { end: { int: 2 } });
  return ['', graph.add('Concat', [outer, graph.longs(node.inputs[1])], { axis: { int: 0 } })];
}
