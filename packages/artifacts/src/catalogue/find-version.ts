import type { RegisteredVersion } from '@sightline/contracts';
import { ArtifactError } from '../errors.ts';
import type { Home } from '../home.ts';
import { openRegistry } from '../registry.ts';
import { openStore } from '../store/store.ts';
import { findArtifact } from './find-artifact.ts';

/**
 * The registered version that a person means by a word, as {@link findArtifact} reads it; without one the version in
 * production of the only model that is registered.
 *
 * @throws ArtifactError `artifacts/not-found`, `artifacts/ambiguous`
 */
export async function findVersion(
  word: string | undefined,
  home: Pick<Home, 'root' | 'runsFolder'>,
): Promise<RegisteredVersion> {
  const registry = openRegistry(openStore(home.root));
  const models = await registry.models();
  if (word === undefined && models.length > 1)
    throw new ArtifactError('artifacts/ambiguous', `Several models are registered. Name one: ${models.join(', ')}.`);
  const named = word ?? models[0];
  if (named === undefined)
    throw new ArtifactError('artifacts/not-found', 'No model is registered yet. `sightline run` makes one.');
  const { id } = await findArtifact(named, ['model'], home);
  for (const name of models) {
    const found = (await registry.versions(name)).find(({ model }) => model.id === id);
    if (found) return found;
  }
  throw new ArtifactError(
    'artifacts/not-found',
    `The model ${id} is not registered. Allowed: a version that \`sightline versions\` lists.`,
  );
}
