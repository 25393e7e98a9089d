import type { Frame, FrameAnnotations, RawImage } from '@sightline/contracts';
import { type CustomTransforms, NO_CUSTOM } from '../custom/custom-transform.ts';
import { definitionOf } from './definition-of.ts';
import type { ImageSize } from '../image-size.ts';
import type { Geometry } from '../geometry/geometry.ts';
import { moveMask } from '../geometry/nearest.ts';
import { moveBoxes, moveKeypoints } from '../geometry/places.ts';
import { lookUp } from '../lookup.ts';
import { mixImages } from './mixture.ts';
import { displace } from '../fused/displace.ts';
import type { WasmInstance } from '../fused/wasm-instance.ts';
import { identityStep } from '../fused/fused-step.ts';
import { type FloatTarget, runFusedStep, runFusedStepToBytes } from '../fused/run-fused-step.ts';
import { plan, type Step } from './plan.ts';
import type { Operation } from './operation.ts';

interface ApplyOptions {
  /** Boxes that keep less of their area are dropped. */
  readonly minVisibility?: number | undefined;
  readonly custom?: CustomTransforms;
}

/** Applies operations to a frame: annotations move with each fused step, as the pixels do. */
export function applyToFrame(
  frame: Frame,
  operations: readonly Operation[],
  { minVisibility = 0, custom = NO_CUSTOM }: ApplyOptions = {},
): Frame {
  const steps = plan(operations, frame.image, custom);
  return { ...movedBy(steps, frame, minVisibility), image: steps.reduce(runStep, frame.image) };
}

/** Where the annotations of a frame are after some steps. */
function movedBy(steps: readonly Step[], { image, ...annotations }: Frame, minVisibility: number): FrameAnnotations {
  const moved = { ...annotations };
  let size: Pick<ImageSize, 'width' | 'height'> = image;
  for (const step of steps) {
    const geometry = geometryOf(step);
    if (!geometry) continue;
    if (moved.mask) moved.mask = moveMask(moved.mask, geometry);
    if (moved.boxes) moved.boxes = moveBoxes(moved.boxes, size, geometry, minVisibility);
    if (moved.keypoints) moved.keypoints = moveKeypoints(moved.keypoints, size, geometry);
    size = geometry;
  }
  return moved;
}

function geometryOf(step: Step): Geometry | undefined {
  if (step.kind === 'fused') return step.geometry;
  return step.kind === 'displace' ? step.displacement : undefined;
}

/** Which frames of a clip of `count` the temporal operations leave, in their order. */
export function framesAfter(operations: readonly Operation[], count: number, custom = NO_CUSTOM): number[] {
  let chosen = Array.from({ length: count }, (_, index) => index);
  for (const operation of operations) {
    const { definition, parameters } = definitionOf(operation, custom);
    if ('frames' in definition)
      chosen = definition.frames(parameters, chosen.length).map((index) => chosen[index] as number);
  }
  return chosen;
}

/** Applies operations to an image. */
function applyToImage(image: RawImage, operations: readonly Operation[]): RawImage {
  return plan(operations, image).reduce(runStep, image);
}

/**
 * Applies operations to a frame and writes `[height, width, channels]` floats in [0, 1] to `target` from `offset` on;
 * the last step writes there itself, without rounding to bytes.
 *
 * @returns the annotations of the frame, where they then are
 */
export function writeFrame(
  frame: Frame,
  operations: readonly Operation[],
  target: FloatTarget,
  { wasm, minVisibility = 0, custom = NO_CUSTOM }: ApplyOptions & { wasm: WasmInstance },
): FrameAnnotations {
  const steps = plan(operations, frame.image, custom);
  const moved = movedBy(steps, frame, minVisibility);
  const last = steps.at(-1)?.kind === 'fused' ? (steps.pop() as Extract<Step, { kind: 'fused' }>) : undefined;
  const source = steps.reduce(runStep, frame.image);
  runFusedStep(source, last?.fused ?? identityStep(source), target, wasm);
  return moved;
}

function runStep(image: RawImage, step: Step): RawImage {
  switch (step.kind) {
    case 'fused':
      return runFusedStepToBytes(image, step.fused);
    case 'displace':
      return displace(image, step.displacement);
    case 'lookup':
      return lookUp(
        image,
        Array.from({ length: image.channels }, () => step.table),
      );
    case 'mixture': {
      const chained = step.mixture.chains.map((chain) => applyToImage(image, chain as Operation[]));
      return mixImages(image, chained, step.mixture);
    }
    default:
      return step.change(image);
  }
}
