import type { HeadSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { ModelsError } from '../errors.ts';
import { layerOf, type StoredLayer, type StoredLayers } from './stored-weights.ts';

type Weight = tf.LayersModel['weights'][number];

/** What became of weights that a network was given, by the names of layers. */
interface AssignedWeights {
  readonly assigned: readonly string[];
  /** Layers of the network that start as if untrained. */
  readonly untrained: readonly string[];
  /** Layers of the file that the network has no use for: the head of what was trained before. */
  readonly unused: readonly string[];
}

/** A layer that does not fit, and why. */
interface Misfit {
  readonly layer: string;
  readonly why: string;
}

/**
 * Gives a network the weights of the layers that have the same names. All must fit, but for the head where a new one is
 * asked for: then the network's head stays untrained, and what follows the last layer that fits is left out (where the
 * order is not known, all that the network does not have).
 *
 * @param name of the weights, for messages
 * @throws ModelsError `models/weights-mismatch`, listing by name each layer that does not fit
 */
export function assignWeights(
  model: tf.LayersModel,
  { layers: stored, isOrdered }: StoredLayers,
  { name, head, newHead }: { name: string; head: HeadSpec; newHead: boolean },
): AssignedWeights {
  const layers = weightsByLayer(model);
  const known = new Map(stored.map((layer) => [layer.name, layer]));
  const assigned: string[] = [];
  const untrained: string[] = [];
  const misfits: Misfit[] = [];
  for (const [layer, weights] of layers) {
    if (newHead && isOfHead(layer, head)) {
      untrained.push(layer);
      continue;
    }
    const shapes = weights.map(({ shape }) => formatShape(shape)).join(', ');
    const given = known
      .get(layer)
      ?.weights.map(({ shape }) => formatShape(shape))
      .join(', ');
    if (given === shapes) assigned.push(layer);
    else misfits.push({ layer, why: `${given ?? 'missing'} there; this network has ${shapes}` });
  }
  const last = isOrdered ? stored.findLastIndex((layer) => assigned.includes(layer.name)) : -1;
  const unused = stored.flatMap((layer, index) => {
    if (layers.has(layer.name) && !(newHead && isOfHead(layer.name, head))) return [];
    if (newHead && (index > last || isOfHead(layer.name, head))) return [layer.name];
    if (!layers.has(layer.name)) misfits.push({ layer: layer.name, why: 'only there' });
    return [];
  });
  if (misfits.length > 0) {
    const onlyHead = misfits.every(({ layer }) => isOfHead(layer, head));
    throw mismatch(name, misfits, !newHead && onlyHead);
  }
  for (const layer of assigned) write(layers.get(layer) as Weight[], known.get(layer) as StoredLayer);
  return { assigned, untrained, unused };
}

/** The layers of a network that have weights, in its order. */
function weightsByLayer(model: tf.LayersModel): Map<string, Weight[]> {
  const layers = new Map<string, Weight[]>();
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const name = layerOf(weight.originalName);
      layers.set(name, [...(layers.get(name) ?? []), weight]);
    }
  }
  return layers;
}

/** Whether a layer is one of the head, which names its layers after itself. */
export function isOfHead(layer: string, head: Pick<HeadSpec, 'name'>): boolean {
  return layer === head.name || layer.startsWith(`${head.name}_`);
}

function write(weights: readonly Weight[], { weights: stored }: StoredLayer): void {
  weights.forEach((weight, index) => {
    const { shape, data } = stored[index] as StoredLayer['weights'][number];
    const tensor = tf.tensor(data, [...shape]);
    weight.write(tensor);
    tensor.dispose();
  });
}

function mismatch(name: string, misfits: readonly Misfit[], onlyHead: boolean): ModelsError {
  const hint = onlyHead
    ? 'Only the head differs. For other classes: weights: { from: …, head: new }.'
    : 'Use the architecture and settings that the weights were trained with.';
  const lines = misfits.map(({ layer, why }) => `  - ${layer}: ${why}`);
  return new ModelsError(
    'models/weights-mismatch',
    `The weights of ${name} do not fit this network:\n${lines.join('\n')}\n${hint}`,
  );
}

function formatShape(shape: readonly (number | null)[]): string {
  return `[${shape.join(', ')}]`;
}
