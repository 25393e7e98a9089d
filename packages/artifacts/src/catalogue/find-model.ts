import { didYouMean } from '@sightline/contracts';
import { ArtifactError } from '../errors.ts';
import type { Registry } from '../registry.ts';

/** Checks that a model is registered. @throws ArtifactError `artifacts/not-found`, which lists those that are */
export async function findModel(name: string, registry: Registry): Promise<string> {
  const models = await registry.models();
  if (models.includes(name)) return name;
  const allowed = models.length > 0 ? `Allowed: ${models.join(', ')}.` : 'No model is registered yet.';
  throw new ArtifactError('artifacts/not-found', `There is no model "${name}".${didYouMean(name, models)} ${allowed}`);
}
