import type { RawImage } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import type { MixSample } from './mixer.ts';
import type { MixOperation } from './mixers.ts';

export const WIDTH = 12;
export const HEIGHT = 10;
export const AREA = WIDTH * HEIGHT;

/** A picture of one grey, 60 apart from that of the next number; class `number` of four. */
export function sampleOf(number: number, annotations: Partial<MixSample['frame']> = {}): MixSample {
  const image: RawImage = { width: WIDTH, height: HEIGHT, channels: 1, pixels: new Uint8Array(AREA).fill(60 * number) };
  return {
    frame: { image, ...annotations },
    target: Float32Array.from({ length: 4 }, (_, label) => Number(label === number)),
  };
}

export const marked = (number: number): MixSample =>
  sampleOf(number, {
    mask: {
      ...sampleOf(0).frame.image,
      pixels: Uint8Array.from({ length: AREA }, (_, at) => (at % 5 === 0 ? number : 0)),
    },
    boxes: [{ label: `${number}`, x: 0.1, y: 0.2, width: 0.5, height: 0.45 }],
    keypoints: [{ label: `${number}`, x: 0.3, y: 0.4 }],
  });
export const samples = [0, 1, 2, 3].map(marked);

/** Applies one operation to the first of the samples. */
export function apply(operation: MixOperation, all: MixSample[]): MixSample {
  const augmenter = createAugmenter({ transforms: [], seed: 0 });
  return augmenter.mix(all[0] as MixSample, [operation], (number) => all[number] as MixSample);
}

/** The fraction of the picture that has this grey. */
export const fractionOf = ({ frame }: MixSample, grey: number) =>
  frame.image.pixels.filter((value) => value === grey).length / AREA;
