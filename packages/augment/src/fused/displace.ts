import type { RawImage } from '@sightline/contracts';
import type { Displacement } from '../geometry/geometry.ts';
import { runPassToBytes } from './run-fused-step.ts';

/** Reads the image bilinearly at the displaced places. */
export function displace(image: RawImage, displacement: Displacement): RawImage {
  const region = { x: 0, y: 0, width: image.width, height: image.height };
  return runPassToBytes(image, { ...displacement, region, colours: [], noises: [] });
}
