import type { Node } from '../program/program.ts';

/**
 * The places above, below, left and right of the images that a window of TensorFlow's `SAME` or `VALID` reads beyond
 * them; `undefined` for other paddings.
 */
export function paddingOf(
  attributes: Node['attributes'],
  sizes: readonly [number, number],
  window: readonly [number, number],
  strides: readonly [number, number],
): number[] | undefined {
  if (attributes.padding?.value === 'VALID') return [0, 0, 0, 0];
  if (attributes.padding?.value !== 'SAME') return undefined;
  return sizes.flatMap((size, axis) => {
    const [length, stride] = [window[axis], strides[axis]] as [number, number];
    const all = Math.max(0, (Math.ceil(size / stride) - 1) * stride + length - size);
    return [Math.floor(all / 2), Math.ceil(all / 2)];
  });
}
