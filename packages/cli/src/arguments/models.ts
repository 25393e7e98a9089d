import { findModel, type Registry } from '@sightline/artifacts';

/** The model of that name, or all of them. @throws ArtifactError `artifacts/not-found` */
export async function modelsNamed(name: string | undefined, registry: Registry): Promise<string[]> {
  return name === undefined ? registry.models() : [await findModel(name, registry)];
}
