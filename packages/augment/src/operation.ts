import type { RandomStream, Transform } from '@sightline/contracts';
import { IDENTITY, reflection, rotation, translation, type Affine } from './affine.ts';
import type { ImageSize } from './warp.ts';

/** A transform with its parameters drawn: what is done to one image. */
export type Operation =
  | { kind: 'affine'; matrix: Affine }
  | { kind: 'noise'; sigma: number; /** Of the noise's own generator. */ seed: number };

/** How each kind of transform draws its parameters. Each draws the same count of numbers whatever its settings, so that changing one does not change the others. */
const draws: {
  [Kind in Transform['kind']]: (
    transform: Extract<Transform, { kind: Kind }>,
    random: RandomStream,
    size: ImageSize,
  ) => Operation;
} = {
  rotate: ({ degrees }, random) => ({ kind: 'affine', matrix: rotation(random.uniform(-degrees, degrees)) }),
  shift: ({ fraction }, random, { width, height }) => {
    const x = random.uniform(-fraction, fraction) * width;
    const y = random.uniform(-fraction, fraction) * height;
    return { kind: 'affine', matrix: translation(x, y) };
  },
  flip: ({ axis, probability }, random) => ({
    kind: 'affine',
    matrix: random.next() < probability ? reflection(axis) : IDENTITY,
  }),
  noise: ({ sigma }, random) => ({ kind: 'noise', sigma, seed: random.integer(2 ** 32) }),
};

/** Draws the parameters of `transforms`, in order, for an image of that size. */
export function drawOperations(transforms: readonly Transform[], random: RandomStream, size: ImageSize): Operation[] {
  return transforms.map(<Kind extends Transform['kind']>(transform: Extract<Transform, { kind: Kind }>) =>
    draws[transform.kind](transform, random, size),
  );
}
