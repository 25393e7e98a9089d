import { unreadable } from '../read-weights.ts';
import type { StoredLayer, StoredWeight } from '../stored-weights.ts';
import type { Hdf5Group } from './hdf5.ts';
import { type KerasConfig, modelWithin } from './keras-config.ts';

/** What layers are made of, in the order of their weights; a layer's own come first. */
const PARTS = [
  'query_dense',
  'key_dense',
  'value_dense',
  'output_dense',
  'forward_layer',
  'backward_layer',
  'layer',
  'cell',
  'cells',
] as const;
const WEIGHTS = 'vars';
const LAYERS = 'layers';
/** States of random draws: nothing that was trained. */
const DRAWS = 'seed_generator';

/**
 * The layers of a model as Keras 3 writes them to `model.weights.h5`: `layers/<class>_<number>/…/vars/<number>`, with
 * the layer's name as an attribute of `vars`.
 *
 * @param config of the model, which has the order of its layers
 * @param name of the file, for messages
 * @throws ModelsError `models/unreadable-weights` for a layer without a name, or made of what is not known
 */
export function keras3Layers(root: Hdf5Group, config: KerasConfig | undefined, name: string): StoredLayer[] {
  const layers = root.group(LAYERS);
  if (!layers) throw unreadable(name, 'it has no "layers": only Sequential and Functional models can be read');
  const described = describedLayers(config);
  const groups = described ? [...described.keys()].filter((group) => layers.names.includes(group)) : layers.names;
  const unknown = layers.names.find((group) => !groups.includes(group));
  if (unknown !== undefined) throw unreadable(name, `layers/${unknown} is not in its config.json`);
  return groups.flatMap((group) => {
    const layer = layers.group(group) as Hdf5Group;
    const its = described?.get(group);
    const layerName = its?.name ?? layer.group(WEIGHTS)?.texts('name')?.[0];
    return layersOf(layer, { config: its, layerName, place: `layers/${group}`, file: name });
  });
}

interface Place {
  readonly config: KerasConfig | undefined;
  readonly layerName: string | undefined;
  readonly place: string;
  readonly file: string;
}

/** One layer, or those of the model that it is or wraps. */
function layersOf(group: Hdf5Group, { config, layerName, place, file }: Place): StoredLayer[] {
  const weights: StoredWeight[] = [];
  const inner: StoredLayer[] = [];
  const visit = (part: Hdf5Group, path: string) => {
    if (part.names.includes(LAYERS)) {
      inner.push(...keras3Layers(part, modelWithin(config), file));
      return;
    }
    const own = part.group(WEIGHTS);
    for (const number of inNumericOrder(own?.names ?? [])) weights.push((own as Hdf5Group).weight(number));
    for (const each of partsOf(part)) {
      if (each.known) visit(part.group(each.name) as Hdf5Group, `${path}/${each.name}`);
      else if (hasWeights(part.group(each.name) as Hdf5Group)) {
        const of = layerName === undefined ? '' : ` of the layer ${layerName}`;
        throw unreadable(file, `${path}/${each.name}${of} is part of a kind of layer that is not known here`);
      }
    }
  };
  visit(group, place);
  if (weights.length === 0) return inner;
  if (layerName === undefined) {
    const hint = 'save the whole model as .keras with this or a newer version of Keras';
    throw unreadable(file, `it does not say how ${place} is called; ${hint}`);
  }
  return [{ name: layerName, weights }, ...inner];
}

/** Groups within a layer's, those that are known in the order of their weights. */
function partsOf(group: Hdf5Group): { name: string; known: boolean }[] {
  const groups = group.names.filter((name) => name !== WEIGHTS && name !== DRAWS && group.group(name));
  const isCell = (name: string) => /_cell(_\d+)?$/.test(name);
  const known = [...PARTS.filter((part) => groups.includes(part)), ...inNumericOrder(groups.filter(isCell))];
  return [
    ...known.map((name) => ({ name, known: true })),
    ...groups.filter((name) => !known.includes(name)).map((name) => ({ name, known: false })),
  ];
}

function hasWeights(group: Hdf5Group): boolean {
  if ((group.group(WEIGHTS)?.names.length ?? 0) > 0) return true;
  return group.names.some((name) => {
    const part = name === WEIGHTS || name === DRAWS ? undefined : group.group(name);
    return part !== undefined && hasWeights(part);
  });
}

/** The layers of a model by the group that Keras 3 keeps each in: its class in small letters, and a number. */
function describedLayers(config: KerasConfig | undefined): Map<string, KerasConfig> | undefined {
  if (!config?.layers) return undefined;
  const counts = new Map<string, number>();
  const entries = config.layers.map((layer) => {
    const name = snakeCase(layer.className);
    const before = counts.get(name) ?? 0;
    counts.set(name, before + 1);
    return [before === 0 ? name : `${name}_${before}`, layer] as const;
  });
  return new Map(entries);
}

function snakeCase(className: string): string {
  return className
    .replaceAll(/\W+/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function inNumericOrder(names: readonly string[]): string[] {
  return names.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }));
}
