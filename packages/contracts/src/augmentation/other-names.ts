/**
 * What well-known transforms of Albumentations, Keras and torchvision are here, as one may write them: by their names
 * in small letters, without the "Random" before them. Those that only have it before our own name are left out.
 */
export const otherNames: Readonly<Record<string, string>> = {
  adjustsharpness: '{ kind: sharpness, factor: 0.5 }',
  blur: '{ kind: gaussianBlur }',
  centercrop: '{ kind: crop, width: 224, height: 224, position: center }',
  coarsedropout: '{ kind: erase, count: [1, 8] }',
  colorjitter:
    '{ kind: sequence, shuffle: true, transforms: [{ kind: brightness, factor: 0.2 }, { kind: contrast, factor: ' +
    '0.2 }, { kind: saturation, factor: 0.2 }, { kind: hue, shift: 0.1 }] }',
  cutout: '{ kind: erase, ratio: 1 }',
  elastictransform: '{ kind: elastic }',
  erasing: '{ kind: erase }',
  gaussnoise: '{ kind: gaussianNoise, sigma: 0.1 }',
  horizontalflip: '{ kind: flip, axis: horizontal }',
  huesaturationvalue: '{ kind: sequence, transforms: [{ kind: hue, shift: 0.1 }, { kind: saturation, factor: 0.3 }] }',
  imagecompression: '{ kind: jpegCompression }',
  invertimg: '{ kind: invert }',
  jpeg: '{ kind: jpegCompression }',
  padifneeded: '{ kind: pad, width: 224, height: 224 }',
  rotation: '{ kind: rotate, degrees: 15 }',
  saferotate: '{ kind: rotate, degrees: 15 }',
  scale: '{ kind: affine, scale: 0.2 }',
  shear: '{ kind: affine, shear: 10 }',
  shiftscalerotate: '{ kind: affine, translate: 0.1, scale: 0.1, degrees: 45 }',
  smallestmaxsize: '{ kind: resize, shortSide: 256 }',
  togray: '{ kind: grayscale }',
  translation: '{ kind: shift, fraction: 0.1 }',
  trivialaugmentwide: '{ kind: trivialAugment }',
  verticalflip: '{ kind: flip, axis: vertical }',
  zoom: '{ kind: affine, scale: 0.2 }',
};
