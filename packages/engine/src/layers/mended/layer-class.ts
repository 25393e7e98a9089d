import type { tf } from '../../tensorflow.ts';

/** What tfjs' layers have beside what their types say. */
export interface MendedLayer extends tf.layers.Layer {
  height: number;
  width: number;
  interpolation: 'bilinear' | 'nearest';
  cropToAspectRatio: boolean;
  numTokens: number;
  outputMode: string;
  size: [number, number];
  dataFormat: 'channelsFirst' | 'channelsLast';
}

type Methods = Pick<tf.layers.Layer, 'call' | 'computeOutputShape'>;

/** Replaces methods of a layer's class, for layers that were made, will be made and are loaded. */
export function mend(
  example: tf.layers.Layer,
  methods: (before: Methods) => {
    [Name in keyof Methods]: (this: MendedLayer, ...args: Parameters<Methods[Name]>) => ReturnType<Methods[Name]>;
  },
): void {
  const prototype = Object.getPrototypeOf(example) as Methods;
  const { call, computeOutputShape } = prototype;
  Object.assign(prototype, methods({ call, computeOutputShape }));
}

/** The one tensor that a layer is called with. */
export function only(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return [inputs].flat()[0] as tf.Tensor;
}

/** The one shape that a layer is built for, to be changed freely: tfjs' own layers change that of the tensor before. */
export function onlyShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
  const [first] = shape;
  return [...(Array.isArray(first) ? first : (shape as tf.Shape))];
}
