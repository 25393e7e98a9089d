import type { tf } from '../../tensorflow.ts';
import { layersWithin } from './layers-within.ts';

/**
 * Names for layers and weights that every process gives a model of the same layers. tfjs names a layer without a name
 * by a count of the process (`dense_Dense7`); here it is counted within the model (`dense_Dense1`), so that a training
 * finds its state again, and draws what it would have drawn. Names that were given are kept.
 *
 * @returns what to call a layer of the model, `dense_Dense7`, or a weight in one, `dense_Dense7/kernel`
 */
export function lastingNames(model: tf.LayersModel): (name: string) => string {
  const lasting = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const layer of layersWithin(model)) {
    const stem = automaticStem(layer);
    if (stem === undefined || lasting.has(layer.name)) continue;
    const count = (counts.get(stem) ?? 0) + 1;
    counts.set(stem, count);
    lasting.set(layer.name, `${stem}${count}`);
  }
  return (name) =>
    name
      .split('/')
      .map((part) => lasting.get(part) ?? part)
      .join('/');
}

/** An automatic name without its count: that of a class, `max_pooling2d_MaxPooling2D`, or of a model, `sequential_`. */
function automaticStem(layer: tf.layers.Layer): string | undefined {
  const { name } = layer;
  const className = layer.getClassName();
  const start = name.lastIndexOf(`_${className}`);
  const end = start + 1 + className.length;
  const isOfClass = start > 0 && letters(name.slice(0, start)).endsWith(letters(className));
  if (isOfClass && /^\d+$/.test(name.slice(end))) return name.slice(0, end);
  return /^(?:sequential_|model)(?=\d+$)/.exec(name)?.[0];
}

function letters(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
