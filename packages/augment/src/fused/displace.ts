import type { RawImage } from '@sightline/contracts';
import type { Displacement } from '../geometry/geometry.ts';
import { runFusedStepToBytes } from './run-fused-step.ts';

/** Reads the image bilinearly at the displaced places. */
export function displace(image: RawImage, displacement: Displacement): RawImage {
  const region = { x: 0, y: 0, width: image.width, height: image.height };
  return runFusedStepToBytes(image, { ...displacement, region, colours: [], noises: [] });
}
