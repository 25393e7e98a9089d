import type { Transform } from '@sightline/contracts';
import { transforms as definitions } from './transforms/transforms.ts';

const SIZED: ReadonlySet<string> = new Set<NonNullable<Transform['kind']>>([
  'crop',
  'randomResizedCrop',
  'resize',
  'pad',
]);

/**
 * Whether transforms cut or resize: then they are to be given images at their native size, for what they cut out has
 * details that a shrunk image lost.
 */
export function needsNativeSize(transforms: readonly Transform[]): boolean {
  return isAny(transforms, (kind) => SIZED.has(kind));
}

/** Whether transforms choose the frames of a clip: then they are to be given all of them. */
export function choosesFrames(transforms: readonly Transform[]): boolean {
  return isAny(transforms, (kind) => kind in definitions && 'frames' in definitions[kind as keyof typeof definitions]);
}

function isAny(transforms: readonly Transform[], is: (kind: NonNullable<Transform['kind']>) => boolean): boolean {
  return transforms.some(
    (transform) =>
      (transform.kind !== undefined && is(transform.kind)) ||
      ('transforms' in transform && isAny(transform.transforms, is)),
  );
}
