import { nearestWord, type ModelSpec } from '@sightline/contracts';
import type { tf } from '@sightline/engine';
import { architectures, type ModelOptions } from './architectures.ts';
import { ModelsError } from './errors.ts';

/**
 * Builds an untrained classifier, `[batch, height, width, channels]` → `[batch, classes]` probabilities. The same spec and seed give the same weights.
 *
 * @throws ModelsError `models/unknown-architecture`, or `models/invalid-architecture` when the settings do not fit the images
 *
 * @example
 * const spec = parse(modelSpecSchema, { architecture: 'cnn', filters: [32, 64] }, 'the model');
 * const model = buildModel(spec, { inputShape: [28, 28, 1], classes: 10, seed: 7 });
 */
export function buildModel(spec: ModelSpec, options: ModelOptions): tf.LayersModel {
  const architecture = architectures[spec.architecture];
  if (!architecture) {
    const known = Object.keys(architectures);
    const nearest = nearestWord(spec.architecture, known);
    throw new ModelsError(
      'models/unknown-architecture',
      `There is no architecture "${spec.architecture}". ${nearest ? `Did you mean "${nearest}"? ` : ''}Allowed: ${known.join(', ')}.`,
    );
  }
  return architecture(spec, options);
}
