import { loadExport, type ProvidedModules } from '@sightline/artifacts';
import { customTransformsOf, type Transform } from '@sightline/contracts';
import { customDefinition, type CustomTransforms, nameOf } from './custom-transform.ts';
import type { TransformSources } from './transform-sources.ts';

const PROVIDED: ProvidedModules = {
  '@sightline/contracts': () => import('@sightline/contracts'),
};

/**
 * Runs the modules of custom transforms.
 *
 * @throws ArtifactError `artifacts/invalid-module`; AugmentError `augment/invalid-transform`
 */
export async function loadTransforms(
  transforms: readonly Transform[],
  sources: TransformSources,
): Promise<CustomTransforms> {
  const loaded = customTransformsOf(transforms).map(async (transform) => {
    const code = await loadExport(transform, PROVIDED, sources.get(transform.module));
    return [nameOf(transform), customDefinition(code)] as const;
  });
  return new Map(await Promise.all(loaded));
}
