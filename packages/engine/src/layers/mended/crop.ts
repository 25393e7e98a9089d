import { tf } from '../../tensorflow.ts';

type Size = readonly [height: number, width: number];

/** The middle of images `[…, height, width, channels]`, of this size. */
export function cropCentre(image: tf.Tensor4D, [height, width]: Size): tf.Tensor4D {
  const [down, across] = image.shape.slice(-3) as [number, number];
  const outer = image.shape.slice(0, -3);
  const begin = [Math.floor((down - height) / 2), Math.floor((across - width) / 2), 0];
  return tf.slice(image, [...outer.map(() => 0), ...begin], [...outer.map(() => -1), height, width, -1]);
}

/** The middle of images, as large as it can be of the shape of this size: so that resizing to it stretches nothing. */
export function cropToShape(image: tf.Tensor4D, [height, width]: Size): tf.Tensor4D {
  const [down, across] = image.shape.slice(-3) as [number, number];
  const most = (side: number, wanted: number): number => Math.max(Math.min(side, Math.floor(wanted)), 1);
  return cropCentre(image, [most(down, (across * height) / width), most(across, (down * width) / height)]);
}
