import type { Frame, RawImage } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import type { Example } from '../example.ts';
import type { MixOperation } from './mixers.ts';

export const WIDTH = 12;
export const HEIGHT = 10;
export const AREA = WIDTH * HEIGHT;

/** An example of one picture of one grey, 60 apart from that of the next number. */
export type Numbered = Example<number>;
export function numbered(number: number, annotations: Partial<Frame> = {}): Numbered {
  const image: RawImage = { width: WIDTH, height: HEIGHT, channels: 1, pixels: new Uint8Array(AREA).fill(60 * number) };
  return { frames: [{ image, ...annotations }], of: [{ sample: number, fraction: 1 }] };
}

export const annotated = (number: number): Numbered =>
  numbered(number, {
    mask: {
      ...frameOf(numbered(0)).image,
      pixels: Uint8Array.from({ length: AREA }, (_, at) => (at % 5 === 0 ? number : 0)),
    },
    boxes: [{ label: `${number}`, x: 0.1, y: 0.2, width: 0.5, height: 0.45 }],
    keypoints: [{ label: `${number}`, x: 0.3, y: 0.4 }],
  });
export const samples = [0, 1, 2, 3].map(annotated);

/** Applies one operation to the first of the samples. */
export function apply(operation: MixOperation, all: Numbered[]): Numbered {
  const augmenter = createAugmenter({ transforms: [], seed: 0 });
  return augmenter.mix(all[0] as Numbered, [operation], (number) => all[number] as Numbered);
}

/** The frame of an example that has one. */
export function frameOf({ frames }: Numbered): Frame {
  return frames[0] as Frame;
}

/** The fraction that each of the four samples has of an example. */
export function fractionsOf({ of }: Numbered): number[] {
  return [0, 1, 2, 3].map((number) => of.find(({ sample }) => sample === number)?.fraction ?? 0);
}

/** The fraction of the picture that has this grey. */
export function fractionOf(example: Numbered, grey: number): number {
  return frameOf(example).image.pixels.filter((value) => value === grey).length / AREA;
}
