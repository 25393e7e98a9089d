import { registerNativeKernel, runNative, type Settings } from '../backend/native-kernel.ts';
import { tf } from '../tensorflow.ts';

type Resize = (
  images: tf.Tensor4D,
  size: [number, number],
  alignCorners: boolean,
  halfPixelCenters: boolean,
) => tf.Tensor;

const resizes: readonly { kernelName: string; op: string; resize: Resize }[] = [
  { kernelName: tf.ResizeBilinear, op: 'ResizeBilinearGrad', resize: tf.image.resizeBilinear },
  { kernelName: tf.ResizeNearestNeighbor, op: 'ResizeNearestNeighborGrad', resize: tf.image.resizeNearestNeighbor },
];

/** Those of resized images, which tfjs computes as if `halfPixelCenters` were off. */
export function registerResizeGradients(): void {
  for (const { kernelName, op, resize } of resizes) {
    const original = op === 'ResizeBilinearGrad' ? 'original_image' : 'size';
    registerNativeKernel({
      op,
      inputs: ['grads', original],
      gradient: {
        saveInputs: ['grads', original],
        of: ([ddx], [grads, images], { align_corners: alignCorners, half_pixel_centers: halfPixelCenters }) => ({
          grads: () => {
            const [, height, width] = (grads as tf.Tensor4D).shape;
            return resize(ddx as tf.Tensor4D, [height, width], alignCorners as boolean, halfPixelCenters as boolean);
          },
          [original]: () => tf.zerosLike(images as tf.Tensor),
        }),
      },
    });
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      kernelName,
      inputsToSave: ['images'],
      gradFunc: (dy, [images], attributes) => {
        const { alignCorners, halfPixelCenters } = attributes as unknown as Record<string, boolean>;
        const settings = { align_corners: alignCorners, half_pixel_centers: halfPixelCenters } as Settings;
        const [, height, width] = (images as tf.Tensor4D).shape;
        const of = (): tf.Tensor =>
          original === 'size' ? tf.tensor1d([height, width], 'int32') : (images as tf.Tensor);
        return { images: () => runNative(op, { grads: dy as tf.Tensor, [original]: of() }, settings)[0] as tf.Tensor };
      },
    });
  }
}
