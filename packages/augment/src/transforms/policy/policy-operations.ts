import type { PolicyOperation, RandomStream, SimpleTransform } from '@sightline/contracts';
import type { ImageSize } from '../../image-size.ts';

/** The strongest that the operations of a policy get, at strength 1. */
export interface PolicySpace {
  /** Columns (or rows) that a row (or column) moves for each that it is away from the centre. */
  shear: number;
  /** Fraction of an axis of that many pixels. */
  translate(length: number): number;
  /** Degrees. */
  rotate: number;
  /** How far the factors of brightness, saturation, contrast and sharpness get from 1. */
  enhance: number;
  /** Bits that are kept at strength 0, and how many fewer at strength 1. */
  posterize: { bits: number; fewer: number };
}

interface Drawn {
  /** 0 to 1. */
  strength: number;
  /** 1 or -1: to which side. */
  sign: number;
  space: PolicySpace;
  size: ImageSize;
}

const STILL: [number, number] = [0, 0];
const always = { border: 'constant', probability: 1 } as const;

function moved(change: { shear?: Axes; translate?: Axes }): SimpleTransform {
  const none = { x: STILL, y: STILL };
  return { kind: 'affine', degrees: STILL, translate: none, scale: [1, 1], shear: none, ...always, ...change };
}

interface Axes {
  x: [number, number];
  y: [number, number];
}

function exactly(value: number): [number, number] {
  return [value, value];
}

function slant({ space, strength, sign }: Drawn): [number, number] {
  return exactly((Math.atan(space.shear * strength * sign) * 180) / Math.PI);
}

function enhanced(kind: 'brightness' | 'saturation' | 'contrast' | 'sharpness') {
  return ({ space, strength, sign }: Drawn): SimpleTransform => ({
    kind,
    factor: exactly(1 + space.enhance * strength * sign),
    probability: 1,
  });
}

/** Each operation that policies draw from, as an ordinary transform with its settings fixed. */
const policyOperations: { [Name in PolicyOperation]: (drawn: Drawn) => SimpleTransform | undefined } = {
  identity: () => undefined,
  shearX: (drawn) => moved({ shear: { x: slant(drawn), y: STILL } }),
  shearY: (drawn) => moved({ shear: { x: STILL, y: slant(drawn) } }),
  translateX: ({ space, strength, sign, size }) =>
    moved({ translate: { x: exactly(space.translate(size.width) * strength * sign), y: STILL } }),
  translateY: ({ space, strength, sign, size }) =>
    moved({ translate: { x: STILL, y: exactly(space.translate(size.height) * strength * sign) } }),
  rotate: ({ space, strength, sign }) => ({
    kind: 'rotate',
    degrees: exactly(space.rotate * strength * sign),
    ...always,
  }),
  brightness: enhanced('brightness'),
  saturation: enhanced('saturation'),
  contrast: enhanced('contrast'),
  sharpness: enhanced('sharpness'),
  posterize: ({ space, strength }) => ({
    kind: 'posterize',
    bits: exactly(space.posterize.bits - Math.round(space.posterize.fewer * strength)),
    probability: 1,
  }),
  solarize: ({ strength }) => ({ kind: 'solarize', threshold: exactly(1 - strength), probability: 1 }),
  autocontrast: () => ({ kind: 'autocontrast', probability: 1 }),
  equalize: () => ({ kind: 'equalize', probability: 1 }),
  invert: () => ({ kind: 'invert', probability: 1 }),
};

/** The space of AutoAugment and RandAugment. */
export const AUTO_AUGMENT_SPACE: PolicySpace = {
  shear: 0.3,
  translate: () => 150 / 331,
  rotate: 30,
  enhance: 0.9,
  posterize: { bits: 8, fewer: 4 },
};

/** The operation of that name and strength; to which side it goes is drawn. */
export function policyOperation(
  name: PolicyOperation,
  space: PolicySpace,
  random: RandomStream,
  { strength, size }: { strength: number; size: ImageSize },
): SimpleTransform | undefined {
  const sign = random.integer(2) === 0 ? 1 : -1;
  return policyOperations[name]({ strength, sign, space, size });
}

/** Draws one of the operations, and to which side it goes. */
export function drawPolicyOperation(
  names: readonly PolicyOperation[],
  space: PolicySpace,
  random: RandomStream,
  drawn: { strength: number; size: ImageSize },
): SimpleTransform | undefined {
  return policyOperation(names[random.integer(names.length)] as PolicyOperation, space, random, drawn);
}
