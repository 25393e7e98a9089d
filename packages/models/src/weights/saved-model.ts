import { createHash } from 'node:crypto';
import { messageOf } from '@sightline/contracts';
import { readWeights, unreadable } from './read-weights.ts';
import { byLayer, type FoundWeights } from './stored-weights.ts';

/** A `saved_model.pb` that Sightline exported: its variables are in it, by the names of layers. */
export async function findSavedModel(path: string): Promise<FoundWeights> {
  const bytes = await readWeights(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    name: path,
    sha256,
    async read() {
      const weights = (await variablesOf(bytes, path)).map(({ name, ...weight }) => ({ path: name, ...weight }));
      if (weights.length === 0) throw unreadable(path, `it has no variables. ${HINT}`);
      return { isOrdered: true, layers: byLayer(weights) };
    },
  };
}

const HINT = 'Only a SavedModel that Sightline exported can be read; save a model of Keras as .keras';

async function variablesOf(bytes: Uint8Array, path: string) {
  const { variablesOfSavedModel } = await import('@sightline/engine');
  try {
    return variablesOfSavedModel(bytes);
  } catch (cause) {
    throw unreadable(path, `${messageOf(cause)} ${HINT}`, cause);
  }
}
