import {
  parse,
  transformSchema,
  type SimpleTransform,
  type TransformOptions,
  type RawImage,
  type Frame,
} from '@sightline/contracts';
import fc from 'fast-check';
import { createAugmenter, type DrawKey } from '../augmenter.ts';

/**
 * One of each kind, with settings that change something. New kinds must be added here,
 * and are held to the contract below.
 */
const everyTransform: { [Kind in SimpleTransform['kind']]: Extract<TransformOptions, { kind: Kind }> } = {
  rotate: { kind: 'rotate', degrees: 25 },
  shift: { kind: 'shift', fraction: 0.2 },
  flip: { kind: 'flip', axis: 'horizontal' },
  transpose: { kind: 'transpose' },
  rotate90: { kind: 'rotate90' },
  affine: { kind: 'affine', degrees: 30, translate: 0.1, scale: 0.2, shear: 10 },
  perspective: { kind: 'perspective' },
  crop: { kind: 'crop', width: 12, height: 16 },
  randomResizedCrop: { kind: 'randomResizedCrop', width: 16, height: 18 },
  resize: { kind: 'resize', width: 13, height: 9, probability: 0.5 },
  pad: { kind: 'pad', amount: 3, probability: 0.5 },
  elastic: { kind: 'elastic' },
  gridDistortion: { kind: 'gridDistortion' },
  opticalDistortion: { kind: 'opticalDistortion', distortion: 0.5 },
  erase: { kind: 'erase', count: [1, 3], fill: 'noise' },
  gridDropout: { kind: 'gridDropout' },
  brightness: { kind: 'brightness', factor: 0.4 },
  contrast: { kind: 'contrast', factor: 0.4 },
  saturation: { kind: 'saturation', factor: 0.9 },
  hue: { kind: 'hue', shift: 0.5 },
  brightnessContrast: { kind: 'brightnessContrast' },
  rgbShift: { kind: 'rgbShift' },
  gamma: { kind: 'gamma', gamma: 0.5 },
  toneCurve: { kind: 'toneCurve' },
  equalize: { kind: 'equalize' },
  clahe: { kind: 'clahe', clipLimit: [1, 8], tileGrid: [2, 1] },
  autocontrast: { kind: 'autocontrast' },
  posterize: { kind: 'posterize', bits: [1, 4] },
  solarize: { kind: 'solarize' },
  invert: { kind: 'invert' },
  grayscale: { kind: 'grayscale', probability: 0.5 },
  channelShuffle: { kind: 'channelShuffle' },
  channelDropout: { kind: 'channelDropout' },
  gaussianNoise: { kind: 'gaussianNoise', sigma: [0.05, 0.2] },
  sharpness: { kind: 'sharpness', factor: 0.9 },
  shotNoise: { kind: 'shotNoise' },
  saltAndPepper: { kind: 'saltAndPepper' },
  gaussianBlur: { kind: 'gaussianBlur' },
  motionBlur: { kind: 'motionBlur' },
  medianBlur: { kind: 'medianBlur' },
  sharpen: { kind: 'sharpen' },
  jpegCompression: { kind: 'jpegCompression' },
  downscale: { kind: 'downscale', scale: [0.2, 0.8] },
  fog: { kind: 'fog' },
  rain: { kind: 'rain' },
  snow: { kind: 'snow' },
  shadow: { kind: 'shadow' },
  reverse: { kind: 'reverse' },
  temporalCrop: { kind: 'temporalCrop', frames: 2 },
  frameDrop: { kind: 'frameDrop', rate: 0.5 },
  speed: { kind: 'speed' },
  temporalSubsample: { kind: 'temporalSubsample', frames: 2 },
  augMix: { kind: 'augMix' },
};

const someKey = fc.record({ epoch: fc.nat(1000), id: fc.string() });

function clipOf(channels: 1 | 3): Frame[] {
  return [3, 37, 91].map((step) => {
    const image: RawImage = {
      width: 24,
      height: 20,
      channels,
      pixels: Uint8Array.from({ length: 480 * channels }, (_, index) => 20 + ((index * step) % 200)),
    };
    const mask: RawImage = { ...image, channels: 1, pixels: Uint8Array.from({ length: 480 }, (_, index) => index % 7) };
    return {
      image,
      mask,
      boxes: [{ label: 'cat', x: 0.2, y: 0.3, width: 0.4, height: 0.5 }],
      keypoints: [{ label: 'nose', x: 0.4, y: 0.6 }],
    };
  });
}

const clips = { 1: clipOf(1), 3: clipOf(3) };

/** All that frames hold, as a text: equal texts are compared much faster than pixels one by one. */
function textOf(frames: readonly Frame[]): string {
  return JSON.stringify(frames, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
}

function augmented(transform: TransformOptions, key: DrawKey, seed = 7, clip = clips[3]): Frame[] {
  const augmenter = createAugmenter({ transforms: [transform], seed });
  return augmenter.applyToClip(clip, augmenter.draw(key, (clip[0] as Frame).image));
}

describe.each(Object.entries(everyTransform))('%s', (_, transform) => {
  it('gives the same bytes for the same seed, epoch and id', () => {
    fc.assert(
      fc.property(someKey, fc.integer(), (key, seed) => {
        expect(textOf(augmented(transform, key, seed))).toBe(textOf(augmented(transform, key, seed)));
      }),
      { numRuns: 10 },
    );
  });

  it('keeps its settings when they are parsed again', () => {
    const settings = parse(transformSchema, transform, 'the transform');
    expect(parse(transformSchema, settings, 'the settings')).toEqual(settings);
  });

  it('draws differently in different epochs, for different samples and under different seeds', () => {
    const clip = clips[3].map(({ image }) => ({ image }));
    const draws = Array.from({ length: 12 }, (_unused, index) => [
      augmented(transform, { epoch: index, id: 'a' }, 7, clip),
      augmented(transform, { epoch: 0, id: `sample ${index}` }, 7, clip),
      augmented(transform, { epoch: 0, id: 'a' }, index, clip),
    ]);
    for (const column of [0, 1, 2]) {
      const images = draws.map((row) => textOf(row[column] as Frame[]));
      expect(new Set(images).size).toBeGreaterThan(1);
    }
  });

  it('keeps sizes in step, boxes and keypoints inside, and its argument as it is', () => {
    fc.assert(
      fc.property(someKey, fc.constantFrom<1 | 3>(1, 3), (key, channels) => {
        const before = textOf(clips[channels]);
        const frames = augmented(transform, key, 7, clips[channels]);
        expect(textOf(clips[channels])).toBe(before);
        expect(frames.length).toBeGreaterThan(0);
        for (const { image, mask, boxes = [], keypoints = [] } of frames) {
          expect(image.pixels).toHaveLength(image.width * image.height * channels);
          expect(mask).toMatchObject({ width: image.width, height: image.height });
          expect(mask?.pixels.every((number) => number < 7)).toBe(true);
          for (const { x, y, width, height } of boxes) {
            expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
            expect(Math.min(width, height)).toBeGreaterThan(0);
            expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(1 + 1e-12);
          }
          for (const { x, y } of keypoints) {
            expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
            expect(Math.max(x, y)).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  it('changes all frames of a clip alike: of equal frames it makes equal ones', () => {
    const [frame] = clips[3] as [Frame];
    const frames = augmented(transform, { epoch: 1, id: 'a' }, 7, [frame, frame, frame]);
    expect(new Set(frames.map((each) => textOf([each]))).size).toBe(1);
  });

  it('fills a batch with what it gives as an image', () => {
    const [frame] = clips[3] as [Frame];
    const [{ image }] = augmented(transform, { epoch: 1, id: 'a' }, 7, [frame]) as [Frame];
    const target = new Float32Array(image.pixels.length + 2).fill(-1);
    createAugmenter({ transforms: [transform], seed: 7 }).writeInto(frame.image, { epoch: 1, id: 'a' }, target, 1);
    expect([target[0], target.at(-1)]).toEqual([-1, -1]);
    const differences = Array.from(image.pixels, (pixel, at) => Math.abs((target[at + 1] as number) * 255 - pixel));
    expect(Math.max(...differences)).toBeLessThan(0.501);
  });
});
