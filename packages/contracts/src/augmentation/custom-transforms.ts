import type { CustomTransformSpec, Transform } from './transform.ts';

/** The custom transforms among some, those within others too, in their order. */
export function customTransformsOf(transforms: readonly Transform[]): CustomTransformSpec[] {
  return transforms.flatMap((transform) => {
    if (transform.kind === undefined) return [transform];
    return 'transforms' in transform ? customTransformsOf(transform.transforms) : [];
  });
}

/** The same transforms with the path of each custom module as `here` resolves it. */
export function placedTransforms(transforms: readonly Transform[], here: (path: string) => string): Transform[] {
  return transforms.map((transform) => {
    if (transform.kind === undefined) return { ...transform, module: here(transform.module) };
    if (!('transforms' in transform)) return transform;
    return { ...transform, transforms: placedTransforms(transform.transforms, here) };
  });
}
