import type { ModuleSources } from '@sightline/artifacts';
import type { CustomMetricSpec, TaskFile } from '@sightline/contracts';
import { openTask, type OpenTask } from '@sightline/tasks';
import type { Callback, Training } from '../callbacks/callback.ts';
import { TrainerError } from '../errors.ts';
import type { CustomMetrics, CustomObjective } from '../steps/step-options.ts';
import { customCallback } from './custom-callback.ts';
import { type JudgedTask, loadCustom } from './custom-code.ts';
import { customLoss } from './custom-loss.ts';
import { customMetric } from './custom-metric.ts';
import { callbackUse, type CustomSpec, LOSS_USE, metricUse } from './custom-uses.ts';

/** The sources of custom modules, by what they are for. */
type Modules = Readonly<Record<string, ModuleSources>>;

/** The custom code of a training. */
export interface FitCode extends CustomObjective {
  readonly callbacks: readonly ((training: Training) => Callback)[];
}

/**
 * Loads the custom loss, metrics and callbacks of a training.
 *
 * @param modules their sources; those that are missing are read now
 * @throws ArtifactError `artifacts/module-not-found`, `artifacts/invalid-module`
 * @throws TrainerError `trainer/invalid-options` for an export of another kind
 */
export async function loadFitCode(
  spec: CustomSpec,
  { task, file, modules = {} }: { task: OpenTask; file: TaskFile; modules?: Modules },
): Promise<FitCode> {
  const judged = judgedOf(task, file);
  const { loss } = spec;
  return {
    loss: loss && customLoss(await loadCustom(loss, modules[LOSS_USE]), loss, judged),
    metrics: await metricsOf(spec.metrics ?? {}, judged, async (name) => modules[metricUse(name)]),
    callbacks: await Promise.all(
      (spec.callbacks ?? []).map(async (callback, place) => {
        return customCallback(await loadCustom(callback, modules[callbackUse(place)]), callback, file);
      }),
    ),
  };
}

/**
 * Loads the custom metrics of a trained model, to measure them of what it says.
 *
 * @param sourcesOf the sources that are kept beside the model for a use
 * @throws as {@link loadFitCode}
 */
export async function loadMetrics(
  specs: Readonly<Record<string, CustomMetricSpec>>,
  file: TaskFile,
  sourcesOf: (use: string) => Promise<ModuleSources | undefined>,
): Promise<CustomMetrics> {
  return metricsOf(specs, judgedOf(openTask(file), file), (name) => sourcesOf(metricUse(name)));
}

async function metricsOf(
  specs: Readonly<Record<string, CustomMetricSpec>>,
  judged: JudgedTask & { readonly isInModel: boolean },
  sourcesOf: (name: string) => Promise<ModuleSources | undefined>,
): Promise<CustomMetrics> {
  const [first] = Object.keys(specs);
  if (first !== undefined && !judged.isInModel) throw notInModel(first);
  const entries = Object.entries(specs).map(async ([name, spec]) => {
    return [name, customMetric(await loadCustom(spec, await sourcesOf(name)), spec, judged)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function judgedOf({ objective }: OpenTask, file: TaskFile): JudgedTask & { readonly isInModel: boolean } {
  const [output] = Object.values(objective.outputs);
  return { file, loss: (output as NonNullable<typeof output>).loss, isInModel: !objective.trainingHead };
}

function notInModel(name: string): TrainerError {
  return new TrainerError(
    'trainer/invalid-options',
    `fit.metrics.${name} cannot be measured: with this loss of the task, what is trained is a head that the model is ` +
      'left without. Leave the metric out, or choose a loss of pairs (task: { loss: { kind: ntXent } }).',
  );
}
