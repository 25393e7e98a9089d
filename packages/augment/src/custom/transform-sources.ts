import {
  type ArtifactStore,
  hashSources,
  type ModuleSources,
  readModuleSources,
  readSources,
} from '@sightline/artifacts';
import { type ArtifactRef, customTransformsOf, type Json, type Transform } from '@sightline/contracts';

/** The modules of custom transforms, by their paths in the spec. */
export type TransformSources = ReadonlyMap<string, ModuleSources>;

/** Reads the modules of the custom transforms among some. */
export async function readTransformSources(transforms: readonly Transform[]): Promise<TransformSources> {
  const read = modulesOf(transforms).map(async (module) => [module, await readModuleSources(module)] as const);
  return new Map(await Promise.all(read));
}

/** Those that an augmentation keeps. */
export async function keptTransformSources(
  store: ArtifactStore,
  augmentation: ArtifactRef | undefined,
  transforms: readonly Transform[],
): Promise<TransformSources> {
  if (!augmentation) return new Map();
  const read = modulesOf(transforms).map(async (module, place) => {
    return [module, (await readSources(store, augmentation, useOf(place))) as ModuleSources] as const;
  });
  return new Map(await Promise.all(read));
}

/** Under which names an artifact keeps them. */
export function namedSources(sources: TransformSources): Record<string, ModuleSources> {
  return Object.fromEntries([...sources.values()].map((each, place) => [useOf(place), each]));
}

/** Of their text: part of the stage's key. Undefined without custom transforms. */
export function fingerprintOf(sources: TransformSources): Json | undefined {
  return sources.size === 0 ? undefined : [...sources.values()].map(hashSources);
}

function modulesOf(transforms: readonly Transform[]): string[] {
  return [...new Set(customTransformsOf(transforms).map(({ module }) => module))];
}

function useOf(place: number): string {
  return `transforms/${place}`;
}
