import { tf } from '../tensorflow.ts';

/** Of `tile`, for any rank: the sum over all copies. tfjs' own adds them up one by one, up to rank 4. */
export function registerTileGradient(): void {
  tf.unregisterGradient(tf.Tile);
  tf.registerGradient({
    kernelName: tf.Tile,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { shape } = x as tf.Tensor;
      const { reps } = attributes as unknown as { reps: readonly number[] };
      const copies = reps.flatMap((count, axis) => (count === 1 ? [] : [{ count, axis }]));
      const parted = shape.flatMap((size, axis) => (reps[axis] === 1 ? [size] : [reps[axis] as number, size]));
      // Each axis that is repeated has that of its copies before it.
      const axes = copies.map(({ axis }, before) => axis + before);
      return { x: () => (dy as tf.Tensor).reshape(parted).sum(axes) };
    },
  });
}
