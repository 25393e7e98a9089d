import { type ArtifactStore, readSources } from '@sightline/artifacts';
import {
  type ArtifactRef,
  customMetricsSchema,
  type Figures,
  figuresOf,
  type Sample,
  type TaskFile,
  traitsOf,
} from '@sightline/contracts';
import { measure } from '@sightline/engine';
import { EVALUATION_BATCH, encodeTargets, loadMetrics } from '@sightline/trainer';
import type { OpenTask, Outputs } from '@sightline/tasks';

const FILE = 'metrics.json';

/**
 * The figures of the custom metrics that a model was trained with, by the sources that are kept beside it; none for a
 * model without.
 *
 * @throws ArtifactError `artifacts/invalid-module`; TrainerError `trainer/invalid-options`
 */
export async function customFigures(
  store: ArtifactStore,
  model: ArtifactRef,
  { task, file, samples, outputs }: { task: OpenTask; file: TaskFile; samples: readonly Sample[]; outputs: Outputs },
): Promise<Figures> {
  const { files } = await store.manifest(model);
  if (!files.some(({ path }) => path === FILE)) return {};
  const specs = await store.readJson(model, FILE, customMetricsSchema);
  const metrics = await loadMetrics(specs, file, (use) => readSources(store, model, use));
  const { name } = task.head;
  const [targets, predictions] = [encodeTargets(task, samples)[name], outputs[name]];
  if (!targets || !predictions) return {};
  return figuresOf(measure(metrics, { targets, predictions }, EVALUATION_BATCH), traitsOf(specs));
}
