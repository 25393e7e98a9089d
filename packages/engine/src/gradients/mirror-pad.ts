import { tf } from '../tensorflow.ts';

interface Attributes {
  readonly paddings: readonly (readonly [number, number])[];
  readonly mode: 'reflect' | 'symmetric';
}

/** Of `mirrorPad`: what was mirrored into the border comes back to where it was taken from. tfjs' own leaves it out. */
export function registerMirrorPadGradient(): void {
  tf.unregisterGradient(tf.MirrorPad);
  tf.registerGradient({
    kernelName: tf.MirrorPad,
    gradFunc: (dy, _saved, attributes) => {
      const { paddings, mode } = attributes as unknown as Attributes;
      // `reflect` does not repeat the outermost place.
      const skipped = mode === 'reflect' ? 1 : 0;
      const fold = (gradient: tf.Tensor, [before, after]: readonly [number, number], axis: number): tf.Tensor => {
        if (before + after === 0) return gradient;
        const size = (gradient.shape[axis] as number) - before - after;
        const part = (begin: number, length: number): tf.Tensor => sliceAlong(gradient, axis, { begin, length });
        const folded = (border: tf.Tensor, pads: [number, number]): tf.Tensor =>
          tf.pad(
            border.reverse(axis),
            border.shape.map((_, place) => (place === axis ? pads : [0, 0])),
          );
        return tf.addN([
          part(before, size),
          folded(part(0, before), [skipped, size - before - skipped]),
          folded(part(before + size, after), [size - after - skipped, skipped]),
        ]);
      };
      return { x: () => paddings.reduce(fold, dy as tf.Tensor) };
    },
  });
}

function sliceAlong(
  x: tf.Tensor,
  axis: number,
  { begin, length }: { readonly begin: number; readonly length: number },
): tf.Tensor {
  const starts = x.shape.map((_, place) => (place === axis ? begin : 0));
  const sizes = x.shape.map((size, place) => (place === axis ? length : size));
  return tf.slice(x, starts, sizes);
}
