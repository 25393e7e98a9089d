import { existsSync } from 'node:fs';
import { openRegistry, type StageContext } from '@sightline/artifacts';
import { customTransformsOf, type Pipeline, placeOfWeights, type Problem } from '@sightline/contracts';
import { error } from './problem.ts';

/** What of a pipeline names other files than the source, or weights. */
export type WithFiles = Pick<Pipeline, 'model' | 'fit' | 'augment' | 'deploy'>;

/** Which custom modules and weights that a pipeline names are not there. */
export async function checkFiles(pipeline: WithFiles, context: StageContext): Promise<Problem[]> {
  return [...modulesMissing(pipeline), ...(await weightsMissing(pipeline, context))];
}

function modulesMissing({ model, fit, augment }: WithFiles): Problem[] {
  const used: (readonly [key: string, { module: string } | undefined])[] = [
    ['model.module', 'module' in model ? model : undefined],
    ['fit.loss.module', fit.loss],
    ...Object.entries(fit.metrics ?? {}).map(([name, metric]) => [`fit.metrics.${name}.module`, metric] as const),
    ...(fit.callbacks ?? []).map((callback, place) => [`fit.callbacks[${place}].module`, callback] as const),
    ...customTransformsOf(augment).map((transform) => ['augment', transform] as const),
  ];
  return used.flatMap(([key, custom]) => {
    if (!custom || existsSync(custom.module)) return [];
    return [error(key, `The module ${custom.module} does not exist. Its path is relative to the spec file.`)];
  });
}

async function weightsMissing({ model, deploy }: WithFiles, { artifacts }: StageContext): Promise<Problem[]> {
  if (!model.weights) return [];
  const { from } = model.weights;
  const place = placeOfWeights(from);
  if (place.kind === 'file' && !existsSync(place.path)) {
    const allowed = `Name a file, an artifact, name@version, or an alias of ${deploy.name}.`;
    return [error('model.weights', `The weights ${from} do not exist. ${allowed}`)];
  }
  if (place.kind !== 'registered') return [];
  const registry = openRegistry(artifacts);
  const { name, version } = place;
  const found = /^\d+$/.test(version)
    ? await registry.version(name, Number(version)).catch(() => undefined)
    : await registry.alias(name, version);
  if (found) return [];
  return [
    error('model.weights', `The registry has no ${name}@${version}. Nothing of it is promoted yet: train it first.`),
  ];
}
