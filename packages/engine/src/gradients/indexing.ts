import { registerNativeKernel, runNative } from '../backend/native-kernel.ts';
import { tf } from '../tensorflow.ts';

/** `gatherND` and `scatterND`, each the other's gradient; `topk`, whose gradient scatters; `stridedSlice`. */
export function registerIndexingGradients(): void {
  tf.registerGradient({
    kernelName: tf.GatherNd,
    inputsToSave: ['params', 'indices'],
    gradFunc: (dy, [params, indices]) => ({
      params: () => tf.scatterND(indices as tf.Tensor, dy as tf.Tensor, (params as tf.Tensor).shape),
      indices: () => zerosLike(indices as tf.Tensor),
    }),
  });
  tf.registerGradient({
    kernelName: tf.ScatterNd,
    inputsToSave: ['indices'],
    gradFunc: (dy, [indices]) => ({
      updates: () => tf.gatherND(dy as tf.Tensor, indices as tf.Tensor),
      indices: () => zerosLike(indices as tf.Tensor),
    }),
  });
  tf.registerGradient({
    kernelName: tf.TopK,
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (dy, [x, indices]) => ({
      x: () => scatterRows((dy as tf.Tensor[])[0] as tf.Tensor, indices as tf.Tensor, (x as tf.Tensor).shape),
    }),
  });
  registerStridedSlice();
}

/** The gradient of integers, which tfjs wants in float32. */
function zerosLike({ shape }: tf.Tensor): tf.Tensor {
  return tf.zeros(shape);
}

/** Puts `values[..., k]` at `[..., indices[..., k]]` of zeros. */
function scatterRows(values: tf.Tensor, indices: tf.Tensor, shape: number[]): tf.Tensor {
  const length = shape.at(-1) as number;
  const rows = values.size / (values.shape.at(-1) as number);
  const starts = tf.range(0, rows, 1, 'int32').mul(tf.scalar(length, 'int32')).reshape([rows, 1]);
  const places = indices.reshape([rows, -1]).add(starts).reshape([-1, 1]);
  return tf.scatterND(places, values.reshape([-1]), [rows * length]).reshape(shape);
}

interface Slicing {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

function registerStridedSlice(): void {
  registerNativeKernel({
    op: 'StridedSliceGrad',
    inputs: ['shape', 'begin', 'end', 'strides', 'dy'],
    types: ({ dy }) => ({ T: (dy as tf.Tensor).dtype, Index: 'int32' }),
  });
  tf.registerGradient({
    kernelName: tf.StridedSlice,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({
      x: () => spread(dy as tf.Tensor, (x as tf.Tensor).shape, attributes as unknown as Slicing),
    }),
  });
}

/** Puts a slice back to its place among zeros; its own gradient takes the slice again. */
function spread(slice: tf.Tensor, shape: number[], slicing: Slicing): tf.Tensor {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = slicing;
  const integers = (values: number[]): tf.Tensor => tf.tensor1d(values, 'int32');
  return tf.customGrad((dy) => ({
    value: runNative(
      'StridedSliceGrad',
      {
        shape: integers(shape),
        begin: integers(begin),
        end: integers(end),
        strides: integers(strides),
        dy: dy as tf.Tensor,
      },
      {
        begin_mask: { int: beginMask },
        end_mask: { int: endMask },
        ellipsis_mask: { int: ellipsisMask },
        new_axis_mask: { int: newAxisMask },
        shrink_axis_mask: { int: shrinkAxisMask },
      },
    )[0] as tf.Tensor,
    gradFunc: (ddx) =>
      tf.stridedSlice(ddx, begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask),
  }))(slice);
}
