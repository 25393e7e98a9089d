import { type Ancestor, type ArtifactStore, openRegistry } from '@sightline/artifacts';
import { type ArtifactRef, placeOfWeights, trainInputSchema } from '@sightline/contracts';
import { copyArtifact } from './copy-artifact.ts';

/** What stages were given that is not of this chain: weights to start from, what another model said of the data. */
const GIVEN: Readonly<Record<string, readonly ArtifactRef['kind'][]>> = {
  train: ['model', 'trained-model'],
  scrub: ['evaluation'],
};

/** The parents of an artifact that its stage was given from outside the chain. */
export function givenTo({ lineage }: Ancestor): ArtifactRef[] {
  const kinds = GIVEN[lineage?.stage ?? ''] ?? [];
  return (lineage?.parents ?? []).filter(({ kind }) => kinds.includes(kind));
}

/**
 * Puts what a stage was given into another store, where the stage finds it under the name that its input has.
 *
 * @throws ArtifactError `artifacts/not-found` when it is no longer there
 */
export async function putGiven(ancestor: Ancestor, from: ArtifactStore, to: ArtifactStore): Promise<void> {
  const given = givenTo(ancestor);
  for (const ref of given) await copyArtifact(ref, from, to);
  const weights = trainInputSchema.safeParse(ancestor.lineage?.input).data?.model.weights?.from;
  const place = weights === undefined ? undefined : placeOfWeights(weights);
  const start = given.find(({ kind }) => kind === 'model');
  if (place?.kind !== 'registered' || !start) return;
  const { name, version: wanted } = place;
  const registry = openRegistry(to);
  for (const { model, gate } of await openRegistry(from).versions(name)) {
    const { version } = await registry.register({ name, model, gate });
    // An alias may point elsewhere by now.
    if (model.id === start.id && !/^\d+$/.test(wanted))
      await registry.promote({ name, alias: wanted, version, who: 'reproduce', why: 'it was so' });
  }
}
