// @ts-check
// What `npm run bench:augment` measures; peers/data.py says the same to the peers.

/** @typedef {keyof typeof PIPELINES} PipelineName */

export const BATCH = { photographs: 20, digits: 128 };
const SIDE = 224;

/** @type {Record<'photographs' | 'digits', import('@sightline/contracts').TransformOptions[]>} */
export const PIPELINES = {
  /** JPEGs of 256×256 pixels, decoded each time. */
  photographs: [
    { kind: 'randomResizedCrop', width: SIDE, height: SIDE },
    { kind: 'flip', axis: 'horizontal' },
    { kind: 'brightness', factor: 0.4 },
    { kind: 'contrast', factor: 0.4 },
    { kind: 'saturation', factor: 0.4 },
  ],
  /** 28×28 pixels of grey, in memory. */
  digits: [
    { kind: 'rotate', degrees: 10 },
    { kind: 'shift', fraction: 0.1 },
    { kind: 'gaussianNoise', sigma: 0.1 },
  ],
};

/** Pixels of an augmented image, and what is done to them last. */
export const OUTPUTS = {
  photographs: { length: SIDE * SIDE * 3, normalization: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } },
  digits: { length: 28 * 28, normalization: undefined },
};
