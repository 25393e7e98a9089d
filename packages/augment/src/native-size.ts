import type { Transform } from '@sightline/contracts';

const KINDS: ReadonlySet<Transform['kind']> = new Set(['crop', 'randomResizedCrop', 'resize', 'pad']);

/**
 * Whether transforms cut or resize: then they are to be given images at their native size, for what they cut out has
 * details that a shrunk image lost.
 */
export function needsNativeSize(transforms: readonly Transform[]): boolean {
  return transforms.some(
    (transform) => KINDS.has(transform.kind) || ('transforms' in transform && needsNativeSize(transform.transforms)),
  );
}
