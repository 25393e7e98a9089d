// @ts-check
// docs/pictures/augmentations.png: every transform, policy and mixing of packages/augment on one drawn scene, with the
// box of its car.
import { createAugmenter, transforms } from '@sightline/augment';
import sharp from 'sharp';
import { DAY, drawScene, EVENING, NIGHT, WINTER } from './scene.mjs';

/**
 * @typedef {import('@sightline/contracts').Frame} Frame
 * @typedef {import('@sightline/contracts').TransformOptions} TransformOptions
 * @typedef {import('@sightline/contracts').MixOptions} MixOptions
 * @typedef {keyof typeof transforms} TransformKind
 * @typedef {keyof typeof import('@sightline/augment').mixers} MixKind
 */

const SCENE = { width: 144, height: 108 };
const LABEL = 17;
const GAP = 6;
const COLUMNS = 8;
const FRAMES = 6;
const SEED = 6;

/** What is not to be seen by the defaults, or has none. @type {Partial<Record<TransformKind, object>>} */
const SETTINGS = {
  rotate: { degrees: [20, 20] },
  shift: { fraction: [0.15, 0.2] },
  flip: { axis: 'horizontal' },
  affine: { degrees: [-12, -12], scale: [0.8, 0.8], shear: { x: [15, 15], y: [0, 0] } },
  perspective: { jitter: 0.15 },
  crop: { fraction: 0.7 },
  randomResizedCrop: { scale: [0.3, 0.6] },
  resize: { width: 72, height: 90 },
  pad: { amount: { left: 20, top: 8, right: 20, bottom: 8 }, border: 'reflect' },
  elastic: { alpha: 60 },
  gridDistortion: { limit: 0.7 },
  opticalDistortion: { distortion: [0.8, 0.8] },
  erase: { count: 3, scale: [0.02, 0.08] },
  gridDropout: { ratio: 0.4 },
  brightness: { factor: [1.4, 1.4] },
  contrast: { factor: [0.4, 0.4] },
  saturation: { factor: [2.2, 2.2] },
  hue: { shift: [0.3, 0.3] },
  rgbShift: { red: [0.2, 0.2], green: [-0.1, -0.1], blue: [-0.15, -0.15] },
  gamma: { gamma: [2, 2] },
  toneCurve: { scale: 0.35 },
  posterize: { bits: 2 },
  gaussianNoise: { sigma: 0.12 },
  gaussianBlur: { sigma: 2 },
  motionBlur: { kernelSize: 11, angle: 20, direction: 0 },
  medianBlur: { kernelSize: 7 },
  sharpen: { alpha: 0.6, lightness: 1 },
  jpegCompression: { quality: 8 },
  sharpness: { factor: [5, 5] },
  fog: { intensity: 0.6 },
  rain: { amount: 'heavy' },
  shadow: { count: 1, vertices: 4 },
  temporalCrop: { frames: 3 },
  frameDrop: { count: 2 },
  speed: { factor: 2, keepLength: false },
  temporalSubsample: { frames: 3 },
  augMix: { severity: 6 },
};
/** @type {TransformOptions[]} */
const POLICIES = [{ kind: 'randAugment', magnitude: 15 }, { kind: 'autoAugment' }, { kind: 'trivialAugment' }];
/** @type {Record<MixKind, MixOptions>} */
const MIXINGS = {
  mixUp: { kind: 'mixUp', alpha: 100 },
  cutMix: { kind: 'cutMix', alpha: 20 },
  mosaic: { kind: 'mosaic' },
  copyPaste: { kind: 'copyPaste' },
};

/** @param {string} file where the PNG goes */
export async function paintAugmentations(file) {
  const scene = await drawScene(DAY, SCENE);
  const others = await Promise.all([EVENING, NIGHT, WINTER].map((each) => drawScene(each, SCENE)));
  const clip = await Promise.all(
    Array.from({ length: FRAMES }, (_, index) =>
      drawScene({ ...DAY, carAt: 0.02 + 0.12 * index, number: index + 1 }, { width: 48, height: 36 }),
    ),
  );
  const simple = /** @type {TransformKind[]} */ (Object.keys(transforms)).map((kind) => {
    const isTemporal = 'frames' in transforms[kind];
    return tile(kind, augmented({ kind, ...SETTINGS[kind], probability: 1 }, isTemporal ? clip : [scene]), isTemporal);
  });
  const tiles = [
    tile('the scene', [scene]),
    tile('the clip', clip, true),
    ...simple,
    ...POLICIES.map((policy) => tile(String(policy.kind), augmented(policy, [scene]))),
    ...Object.values(MIXINGS).map((mix) => tile(mix.kind, [mixed(mix, [scene, ...others])])),
  ];
  const rows = Math.ceil(tiles.length / COLUMNS);
  const cell = { width: SCENE.width + GAP, height: SCENE.height + LABEL + GAP };
  const size = { width: COLUMNS * cell.width - GAP, height: rows * cell.height - GAP };
  const layers = await Promise.all(
    tiles.map(async (input, index) => ({
      input: await input,
      left: (index % COLUMNS) * cell.width,
      top: Math.floor(index / COLUMNS) * cell.height,
    })),
  );
  await sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
    .composite(layers)
    .png({ palette: true, colours: 128, dither: 0, compressionLevel: 9, effort: 10 })
    .toFile(file);
}

/**
 * @param {object} settings
 * @param {Frame[]} frames
 */
function augmented(settings, frames) {
  const transform = /** @type {TransformOptions} */ (settings);
  const augmenter = createAugmenter({ transforms: [transform], seed: SEED });
  const image = /** @type {Frame} */ (frames[0]).image;
  return augmenter.applyToClip(frames, augmenter.draw({ epoch: 0, id: 'scene' }, image));
}

/**
 * The first frame, mixed with the others.
 *
 * @param {MixOptions} mix
 * @param {Frame[]} frames
 */
function mixed(mix, frames) {
  const augmenter = createAugmenter({ transforms: [], mix: [mix], seed: SEED });
  const samples = frames.map((frame, sample) => ({ frames: [frame], of: [{ sample, fraction: 1 }] }));
  const at = (/** @type {number} */ number) => /** @type {typeof samples[number]} */ (samples[number]);
  const operations = augmenter
    .drawMix({ epoch: 0, id: 'scene' }, samples.length)
    .map((operation) => ({ ...operation, partners: [1, 2, 3].slice(0, operation.partners.length) }));
  return /** @type {Frame} */ (augmenter.mix(at(0), operations, at).frames[0]);
}

/**
 * A label, and under it the frame with its boxes, as large as there is room;
 * the frames of a clip in rows of three, without boxes.
 *
 * @param {string} name
 * @param {Frame[]} frames
 */
async function tile(name, frames, isClip = false) {
  const layers = await Promise.all(
    frames.map(async ({ image, boxes = [] }, index) => {
      const { pixels, width, height, channels } = image;
      const scale = Math.min(1, SCENE.width / width, SCENE.height / height);
      const [toWidth, toHeight] = [Math.round(width * scale), Math.round(height * scale)];
      const outlines = isClip ? [] : boxes.map((box) => outlineOf(box, toWidth, toHeight));
      const size = `width="${toWidth}" height="${toHeight}"`;
      const lines = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${outlines.join('')}</svg>`;
      const input = await sharp(pixels, { raw: { width, height, channels } })
        .resize(toWidth, toHeight)
        .composite([{ input: Buffer.from(lines) }])
        .png()
        .toBuffer();
      const left = isClip ? (index % 3) * width : Math.floor((SCENE.width - toWidth) / 2);
      const top = isClip ? Math.floor(index / 3) * height : Math.floor((SCENE.height - toHeight) / 2);
      return { input, left, top: LABEL + top };
    }),
  );
  const label =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SCENE.width}" height="${LABEL}"><text x="1" y="12.5" ` +
    `font-family="sans-serif" font-size="12.5" fill="#1b1f24">${name}</text></svg>`;
  return sharp({
    create: { width: SCENE.width, height: SCENE.height + LABEL, channels: 3, background: '#ffffff' },
  })
    .composite([{ input: Buffer.from(label), left: 0, top: 0 }, ...layers])
    .png()
    .toBuffer();
}

/**
 * @param {{ x: number, y: number, width: number, height: number }} box
 * @param {number} width
 * @param {number} height
 */
function outlineOf(box, width, height) {
  const [left, top] = [box.x * width, box.y * height];
  const style = 'fill="none" stroke="#e69f00" stroke-width="2"';
  return (
    `<rect x="${left + 1}" y="${top + 1}" width="${Math.max(0, box.width * width - 2)}" ` +
    `height="${Math.max(0, box.height * height - 2)}" ${style}/>`
  );
}
