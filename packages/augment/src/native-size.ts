import type { Transform } from '@sightline/contracts';
import type { ImageOptions } from '@sightline/ingest';
import { type CustomTransforms, nameOf } from './custom/custom-transform.ts';
import { transforms as definitions } from './transforms/transforms.ts';

const SIZED: ReadonlySet<string> = new Set<NonNullable<Transform['kind']>>([
  'crop',
  'randomResizedCrop',
  'resize',
  'pad',
]);

/**
 * Whether transforms cut or resize: then they are to be given images at their native size, for what they cut out has
 * details that a shrunk image lost. Images that are aligned first are cut at the size that they then have.
 */
export function needsNativeSize(transforms: readonly Transform[], { align }: ImageOptions): boolean {
  return align === undefined && isAny(transforms, ({ kind }) => kind !== undefined && SIZED.has(kind));
}

/** Whether transforms choose the frames of a clip: then they are to be given all of them. */
export function choosesFrames(transforms: readonly Transform[], custom: CustomTransforms): boolean {
  return isAny(transforms, (transform) => {
    const definition =
      transform.kind === undefined
        ? custom.get(nameOf(transform))
        : definitions[transform.kind as keyof typeof definitions];
    return definition !== undefined && 'frames' in definition;
  });
}

function isAny(transforms: readonly Transform[], is: (transform: Transform) => boolean): boolean {
  return transforms.some(
    (transform) => is(transform) || ('transforms' in transform && isAny(transform.transforms, is)),
  );
}
