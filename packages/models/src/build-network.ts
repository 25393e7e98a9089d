import type { ModuleSources } from '@sightline/artifacts';
import type { NetworkSpec } from '@sightline/contracts';
import type { tf } from '@sightline/engine';
import { buildZooModel, type ModelOptions } from './build-model.ts';
import { buildCustomModel } from './custom/custom-model.ts';

/**
 * Builds an untrained network as a spec says: one of the zoo, or by a custom module.
 *
 * @param own the module's sources; read now when left out
 * @throws what {@link buildZooModel} and {@link buildCustomModel} throw
 */
export async function buildNetwork(
  spec: NetworkSpec,
  options: ModelOptions,
  own?: ModuleSources,
): Promise<tf.LayersModel> {
  if (spec.architecture !== undefined) return buildZooModel(spec, options);
  return buildCustomModel(spec, own, options);
}
