import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { messageOf } from '@sightline/contracts';
import type { tf } from '@sightline/engine';
import { z } from 'zod';
import { IN_SHARDS, isOfShards } from './keras/shards.ts';
import { readWeights, unreadable } from './read-weights.ts';
import { byLayer, type FoundWeights, type StoredLayers } from './stored-weights.ts';

const groupSchema = z.object({ paths: z.array(z.string()), weights: z.array(z.looseObject({ name: z.string() })) });
const modelSchema = z.object({ weightsManifest: z.array(groupSchema) });
type Groups = z.infer<typeof groupSchema>[];

/**
 * The weights of a tfjs Layers model, by the parsed `model.json` and its weight files joined.
 *
 * @throws ModelsError `models/unreadable-weights`
 */
export async function layersOfModelJson(json: unknown, bytes: Uint8Array, name: string): Promise<StoredLayers> {
  const { tf } = await import('@sightline/engine');
  const manifest = groupsOf(json, name).flatMap(({ weights }) => weights);
  try {
    const tensors = tf.io.decodeWeights(new Uint8Array(bytes).buffer, manifest as unknown as WeightSpecs);
    const weights = manifest.map(({ name: path }) => {
      const tensor = tensors[path] as tf.Tensor;
      const weight = { path, shape: tensor.shape, data: Float32Array.from(tensor.dataSync<'float32'>()) };
      tensor.dispose();
      return weight;
    });
    return { isOrdered: true, layers: byLayer(weights) };
  } catch (cause) {
    throw unreadable(name, messageOf(cause), cause);
  }
}

/** A `model.json` on disk, with the weight files that it names beside it. */
export async function findTfjsLayers(path: string): Promise<FoundWeights> {
  const text = (await readWeights(path)).toString();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, 'it is not JSON', cause);
  }
  const files = groupsOf(json, path).flatMap(({ paths }) => paths);
  const missing = (file: string) =>
    `${file}, which it names, cannot be read; put the files of the model into one folder`;
  const parts = await Promise.all(files.map((file) => readWeights(join(dirname(path), file), path, missing(file))));
  const bytes = Buffer.concat(parts);
  const sha256 = createHash('sha256').update(text).update(bytes).digest('hex');
  return { name: path, sha256, read: async () => layersOfModelJson(json, bytes, path) };
}

function groupsOf(json: unknown, name: string): Groups {
  const parsed = modelSchema.safeParse(json);
  if (parsed.success) return parsed.data.weightsManifest;
  if (isOfShards(json)) throw unreadable(name, IN_SHARDS);
  throw unreadable(name, 'it has no weightsManifest, as model.json of a Layers model has');
}

// tfjs-node names the value `io`, which hides the types of that name.
type WeightSpecs = Parameters<typeof tf.io.decodeWeights>[1];
