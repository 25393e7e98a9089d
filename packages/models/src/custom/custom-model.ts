import { loadExport, type ModuleSources } from '@sightline/artifacts';
import type { Json, CustomModelSpec } from '@sightline/contracts';
import type { tf } from '@sightline/engine';
import type { ModelOptions } from '../build-model.ts';
import { ModelsError } from '../errors.ts';
import { houseModules } from './house-modules.ts';
import { requireCustomModel } from './require-custom-model.ts';
import { withSeededRandom } from './seeded-random.ts';

/** What a custom function is given to build a network from. */
export interface CustomModelOptions<Settings = Readonly<Record<string, Json>>> extends ModelOptions {
  /** `settings` of the spec. */
  readonly settings: Settings;
}

/**
 * A custom function that builds a network, `model: { module: ./network.ts, export: build }` in a spec. Its input
 * is `[batch, …inputShape]`, its output what the head says: `addHead` makes that.
 */
export type CustomModel<Settings = Readonly<Record<string, Json>>> = (
  options: CustomModelOptions<Settings>,
) => tf.LayersModel | Promise<tf.LayersModel>;

/**
 * Builds a network by a custom function. Initial weights whose initializers have no seed are drawn from `seed`
 * too, so that the same sources, spec and options give the same weights.
 *
 * @param sources the module's; read now when left out
 * @throws ArtifactError `artifacts/invalid-module` for what the module throws, with its line
 * @throws ModelsError `models/invalid-model` when it builds no network for this input and head
 */
export async function buildCustomModel(
  spec: CustomModelSpec,
  sources: ModuleSources | undefined,
  options: ModelOptions,
): Promise<tf.LayersModel> {
  const { name, value: build, call } = await loadExport(spec, houseModules, sources);
  if (typeof build !== 'function') {
    throw new ModelsError(
      'models/invalid-model',
      `${name} is not a function but ${typeof build}. Export a function from { inputShape, head, seed, settings } to ` +
        'a tf.LayersModel.',
    );
  }
  const { settings } = spec;
  const model = await withSeededRandom(options.seed, async () => {
    return call(() => (build as CustomModel)({ ...options, settings }));
  });
  return requireCustomModel(model, name, options);
}
