import { unreadable } from '../read-weights.ts';
import { layerOf, type StoredLayer, type StoredWeight } from '../stored-weights.ts';
import type { Hdf5Group } from './hdf5.ts';
import { type KerasConfig, modelWithin } from './keras-config.ts';

/**
 * The layers of a model as Keras 2 writes them, and Keras 3 to `.h5`: a group for each layer of the model, with the
 * names of its weights (`conv1/kernel:0`) in order; those of a model within it stand in the group of that model.
 *
 * @param config of the model, where the file has it
 * @param name of the file, for messages
 * @throws ModelsError `models/unreadable-weights`
 */
export function legacyLayers(root: Hdf5Group, config: KerasConfig | undefined, name: string): StoredLayer[] {
  const layers = new Map<string, StoredWeight[]>();
  for (const layer of listOf(root, 'layer_names') ?? []) {
    const group = root.group(layer);
    if (!group) throw unreadable(name, `it has no weights of its layer ${layer}`);
    const its = config?.layers?.find((each) => each.name === layer);
    for (const path of listOf(group, 'weight_names') ?? []) {
      if (path.includes('seed_generator')) continue;
      const owner = ownerOf(path.split('/'), layer, its);
      layers.set(owner, [...(layers.get(owner) ?? []), group.weight(path)]);
    }
  }
  return [...layers].map(([layer, weights]) => ({ name: layer, weights }));
}

/** Whether a group is one that {@link legacyLayers} reads. */
export function isLegacy(group: Hdf5Group): boolean {
  return listOf(group, 'layer_names') !== undefined;
}

/** The layer that a weight in the group of `layer` belongs to: another one only where that is or wraps a model. */
function ownerOf(path: readonly string[], layer: string, config: KerasConfig | undefined): string {
  if (config === undefined) return layerOf(path.join('/'));
  const model = modelWithin(config);
  if (!model) return layer;
  // Keras 3 names the models around a layer before it, Keras 2 does not.
  const rest = [config.name, model.name].reduce((left, name) => (left[0] === name ? left.slice(1) : left), path);
  const inner = model.layers?.find((each) => each.name === rest[0]);
  return inner ? ownerOf(rest, inner.name as string, inner) : layer;
}

/** A list of texts, which Keras divides where it is too long for one attribute: `layer_names0`, `layer_names1`, …. */
function listOf(group: Hdf5Group, attribute: string): readonly string[] | undefined {
  const whole = group.texts(attribute);
  if (whole) return whole;
  const parts: string[] = [];
  for (let number = 0; ; number++) {
    const part = group.texts(`${attribute}${number}`);
    if (!part) return number === 0 ? undefined : parts;
    parts.push(...part);
  }
}
