import { registerNativeKernel, runNative } from '../backend/native-kernel.ts';
import { tf } from '../tensorflow.ts';

/** `cropAndResize` (by its image, and by its boxes where it interpolates) and `depthToSpace`. */
export function registerImageGradients(): void {
  registerNativeKernel({
    op: 'CropAndResizeGradImage',
    inputs: ['grads', 'boxes', 'box_ind', 'image_size'],
    gradient: {
      saveInputs: ['grads', 'boxes', 'box_ind'],
      of: ([ddx], [grads, boxes, boxIndex], { method }) => ({
        grads: () =>
          tf.image.cropAndResize(
            ddx as tf.Tensor4D,
            boxes as tf.Tensor2D,
            boxIndex as tf.Tensor1D,
            (grads as tf.Tensor).shape.slice(1, 3) as [number, number],
            method as Method,
          ),
      }),
    },
  });
  registerNativeKernel({ op: 'CropAndResizeGradBoxes', inputs: ['grads', 'image', 'boxes', 'box_ind'] });
  tf.registerGradient({
    kernelName: tf.CropAndResize,
    inputsToSave: ['image', 'boxes', 'boxInd'],
    gradFunc: (dy, saved, attributes) => {
      const [image, boxes, boxIndex] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const { method } = attributes as unknown as { method: Method };
      const shared = { grads: dy as tf.Tensor, boxes, box_ind: boxIndex };
      return {
        image: () =>
          runNative(
            'CropAndResizeGradImage',
            { ...shared, image_size: tf.tensor1d(image.shape, 'int32') },
            { method },
          )[0] as tf.Tensor,
        boxes: () =>
          method === 'bilinear'
            ? (runNative('CropAndResizeGradBoxes', { ...shared, image }, { method })[0] as tf.Tensor)
            : tf.zerosLike(boxes),
      };
    },
  });

  registerNativeKernel({
    op: 'SpaceToDepth',
    inputs: ['input'],
    gradient: {
      of: ([dy], _saved, settings) => {
        const { block_size: size, data_format: format } = settings as {
          block_size: { int: number };
          data_format: string;
        };
        return { input: () => tf.depthToSpace(dy as tf.Tensor4D, size.int, format as 'NHWC' | 'NCHW') };
      },
    },
  });
  tf.registerGradient({
    kernelName: tf.DepthToSpace,
    gradFunc: (dy, _saved, attributes) => {
      const { blockSize, dataFormat } = attributes as unknown as { blockSize: number; dataFormat: string };
      const settings = { block_size: { int: blockSize }, data_format: dataFormat };
      return { x: () => runNative('SpaceToDepth', { input: dy as tf.Tensor }, settings)[0] as tf.Tensor };
    },
  });
}

type Method = 'bilinear' | 'nearest';
