import { readFile } from 'node:fs/promises';

/** Why weights in several files are refused. */
export const IN_SHARDS =
  'Keras divided these weights among several files (max_shard_size), which cannot be read; in Keras, load them and ' +
  "save them in one: model.save_weights('one.weights.h5')";

/** Whether the parsed JSON is what Keras writes beside such files: which of them has which layers. */
export function isOfShards(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'weight_map' in json;
}

/** Whether a file is one of several: `old_00000.weights.h5` beside `old.weights.json`. */
export async function isShard(path: string): Promise<boolean> {
  const map = path.replace(/_\d{5}\.weights\.h5$/, '.weights.json');
  if (map === path) return false;
  try {
    return isOfShards(JSON.parse(await readFile(map, 'utf8')));
  } catch {
    return false;
  }
}
