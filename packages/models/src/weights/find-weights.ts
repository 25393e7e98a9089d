import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactStore, openRegistry } from '@sightline/artifacts';
import { type ArtifactRef, errorCodeOf, jsonSchema, placeOfWeights, type WeightsPlace } from '@sightline/contracts';
import { ModelsError } from '../errors.ts';
import { layersFiles } from '../layers-files.ts';
import type { FoundWeights } from './stored-weights.ts';
import { findKeras } from './keras/find-keras.ts';
import { findPretrained } from './pretrained/find-pretrained.ts';
import { findSavedModel } from './saved-model.ts';
import { findTfjsLayers, layersOfModelJson } from './tfjs-layers.ts';

const { topology: TOPOLOGY, weights: WEIGHTS } = layersFiles();

/** Files of weights by the end of their names. */
const FORMATS: Readonly<Record<string, (path: string) => Promise<FoundWeights>>> = {
  '.json': findTfjsLayers,
  '.keras': findKeras,
  '.h5': findKeras,
  '.hdf5': findKeras,
  '.pb': findSavedModel,
};
/** What a folder of weights has one of. */
const IN_FOLDER = ['model.json', 'saved_model.pb'] as const;

/**
 * Finds weights: those of an artifact, of a version in the registry, or in a file.
 *
 * @param from as `weights` of a spec says
 * @returns them with the artifact that they are of, if one
 * @throws ModelsError `models/unreadable-weights`; ArtifactError when there is no such artifact or version
 */
export async function findWeights(
  from: string,
  store: ArtifactStore,
): Promise<FoundWeights & { artifact?: ArtifactRef }> {
  const place = placeOfWeights(from);
  if (place.kind === 'file') return findFile(place.path);
  if (place.kind === 'package') return findPretrained(place.name);
  const ref = await artifactOf(place, store);
  const { files } = await store.manifest(ref);
  const sha256 = files.find(({ path }) => path === WEIGHTS)?.sha256;
  const name = `${ref.kind} ${from}`;
  if (sha256 === undefined) {
    throw new ModelsError('models/unreadable-weights', `${name} has no ${WEIGHTS}. Name a model or a trained model.`);
  }
  return {
    name,
    sha256,
    artifact: ref,
    read: async () => {
      return layersOfModelJson(await store.readJson(ref, TOPOLOGY, jsonSchema), await store.read(ref, WEIGHTS), name);
    },
  };
}

async function artifactOf(
  place: Extract<WeightsPlace, { kind: 'artifact' | 'registered' }>,
  store: ArtifactStore,
): Promise<ArtifactRef> {
  if (place.kind === 'artifact') {
    const kinds = ['model', 'trained-model'] as const;
    for (const kind of kinds) {
      const ref = { kind, id: place.id };
      if (await isThere(ref, store)) return ref;
    }
    throw new ModelsError('models/unreadable-weights', `${place.id} is neither a model nor a trained model here.`);
  }
  const { name, version } = place;
  const registry = openRegistry(store);
  if (/^\d+$/.test(version)) return (await registry.version(name, Number(version))).model;
  const registered = await registry.alias(name, version);
  if (registered) return registered.model;
  const aliases = Object.keys(await registry.aliases(name));
  throw new ModelsError(
    'models/unreadable-weights',
    `The registry has no ${name}@${version}. ` +
      (aliases.length > 0
        ? `Aliases of ${name}: ${aliases.join(', ')}.`
        : `Nothing of ${name} is promoted: train it first, without weights.`),
  );
}

/** Whether there is such an artifact. @throws ArtifactError when it is damaged or cannot be read */
async function isThere(ref: ArtifactRef, store: ArtifactStore): Promise<boolean> {
  try {
    await store.manifest(ref);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'artifacts/not-found') return false;
    throw error;
  }
}

async function findFile(path: string): Promise<FoundWeights> {
  const kind = await stat(path).catch(() => undefined);
  if (!kind) throw new ModelsError('models/unreadable-weights', `${path} does not exist. ${ALLOWED}`);
  const file = kind.isDirectory() ? await fileIn(path) : path;
  const format = Object.entries(FORMATS).find(([end]) => file.endsWith(end))?.[1];
  if (!format) throw new ModelsError('models/unreadable-weights', `${path} is of no known format. ${ALLOWED}`);
  return format(file);
}

async function fileIn(folder: string): Promise<string> {
  const files = await readdir(folder);
  const file = IN_FOLDER.find((name) => files.includes(name));
  if (file !== undefined) return join(folder, file);
  throw new ModelsError('models/unreadable-weights', `${folder} has no ${IN_FOLDER.join(' or ')}. ${ALLOWED}`);
}

const ALLOWED =
  'Allowed: the id of a model, name@version or name@alias of the registry, npm:<package> of pretrained weights, ' +
  "or the path of a file: Keras' .keras, .h5 or .weights.h5, model.json of a tfjs Layers model, or saved_model.pb " +
  'that Sightline exported.';
