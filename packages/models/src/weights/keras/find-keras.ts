import { createHash } from 'node:crypto';
import { readWeights, unreadable } from '../read-weights.ts';
import type { FoundWeights, StoredLayers } from '../stored-weights.ts';
import { readHdf5 } from './hdf5.ts';
import { keras3Layers } from './keras3-weights.ts';
import { kerasConfigOf, type KerasConfig } from './keras-config.ts';
import { isLegacy, legacyLayers } from './legacy-weights.ts';
import { IN_SHARDS, isShard } from './shards.ts';
import { readZipMembers } from './zip-members.ts';

const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';

/**
 * The weights that Keras wrote: a model as `.keras` or `.h5`, or the weights alone as `.weights.h5` or `.h5`. What
 * a file is shows by its first bytes.
 */
export async function findKeras(path: string): Promise<FoundWeights> {
  const bytes = await readWeights(path);
  if (await isShard(path)) throw unreadable(path, IN_SHARDS);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    name: path,
    sha256,
    read: async () => withUniqueNames(await (isZip(bytes) ? readArchive(bytes, path) : readFile(bytes, path)), path),
  };
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

async function readArchive(bytes: Uint8Array, path: string): Promise<StoredLayers> {
  const members = await readZipMembers(bytes, [CONFIG, WEIGHTS], path);
  const [config, weights] = [members.get(CONFIG), members.get(WEIGHTS)];
  if (!config || !weights) throw unreadable(path, `it is a zip without ${config ? WEIGHTS : CONFIG}`);
  const model = configOf(Buffer.from(config).toString(), path);
  return { isOrdered: true, layers: await readHdf5(weights, path, (root) => keras3Layers(root, model, path)) };
}

function readFile(bytes: Uint8Array, path: string): Promise<StoredLayers> {
  return readHdf5(bytes, path, (root) => {
    const group = root.group('model_weights') ?? root;
    if (!isLegacy(group)) return { isOrdered: false, layers: keras3Layers(root, undefined, path) };
    const [config] = root.texts('model_config') ?? [];
    return {
      isOrdered: true,
      layers: legacyLayers(group, config === undefined ? undefined : configOf(config, path), path),
    };
  });
}

function configOf(text: string, path: string): KerasConfig | undefined {
  try {
    return kerasConfigOf(JSON.parse(text));
  } catch (cause) {
    throw unreadable(path, 'its description of the layers is not JSON', cause);
  }
}

function withUniqueNames(stored: StoredLayers, path: string): StoredLayers {
  const names = stored.layers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return stored;
  throw unreadable(path, `several of its layers are called ${twice}; give each another name`);
}
