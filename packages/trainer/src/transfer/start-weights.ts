import type { StageContext } from '@sightline/artifacts';
import {
  type HeadSpec,
  type PreprocessSettings,
  type PreprocessSpec,
  type StartWeights,
  type TaskFile,
  taskFileSchema,
} from '@sightline/contracts';
import type { tf } from '@sightline/engine';
import { assignWeights, type findWeights } from '@sightline/models';
import { openTask, type OpenTask } from '@sightline/tasks';
import { TrainerError } from '../errors.ts';

/** Weights that were found for a training. */
export type Start = Awaited<ReturnType<typeof findWeights>>;

interface StartOptions {
  readonly weights: StartWeights;
  readonly task: OpenTask;
  readonly preprocess: PreprocessSpec;
  readonly context: StageContext;
}

/**
 * Gives an untrained network the weights that its training starts from.
 *
 * @throws ModelsError `models/weights-mismatch`, `models/unreadable-weights`
 * @throws TrainerError `trainer/other-classes` when the head would be kept for classes that it was not trained on
 */
export async function startFrom(
  model: tf.LayersModel,
  found: Start,
  { weights, task, preprocess, context }: StartOptions,
): Promise<void> {
  const newHead = weights.head === 'new';
  if (found.artifact && !newHead) {
    const file = await context.artifacts.readJson(found.artifact, 'task.json', taskFileSchema);
    requireSameAnswers(openTask(file as TaskFile), task, found.name);
  }
  const head: HeadSpec = task.head;
  const { assigned, untrained, unused } = assignWeights(model, await found.read(), {
    name: found.name,
    head,
    newHead,
  });
  const said = [
    `Starting from ${found.name}: ${assigned.length} layers`,
    ...(untrained.length > 0 ? [`untrained: ${untrained.join(', ')}`] : []),
    ...(unused.length > 0 ? [`left out: ${unused.join(', ')}`] : []),
  ];
  context.logger.info(`${said.join('; ')}.`);
  const [before, now] = [found.preprocess, preprocess].map((each) => each && scaleOf(each));
  if (before === undefined || before === now) return;
  context.logger.warn(
    `${found.name} was trained on pixels scaled by ${before}; preprocess of this training has ${now}.`,
  );
}

/** What pixels are scaled by, as a spec says it. */
function scaleOf({ normalization, mean, std }: PreprocessSettings | PreprocessSpec): string {
  if (mean === undefined && std === undefined) return `normalization: ${normalization ?? 'zeroToOne'}`;
  return `mean: [${mean?.join(', ') ?? ''}], std: [${std?.join(', ') ?? ''}]`;
}

/** A head whose numbers mean other classes would be kept for the wrong ones. */
function requireSameAnswers(before: OpenTask, now: OpenTask, name: string): void {
  const [given, wanted] = [before, now].map(({ columns }) => JSON.stringify(columns));
  if (given === wanted) return;
  throw new TrainerError(
    'trainer/other-classes',
    `The head of ${name} was trained to say ${wordsOf(before)}; this training needs ${wordsOf(now)}. ` +
      'For a new head upon the same trunk: weights: { from: …, head: new }.',
  );
}

function wordsOf({ columns }: OpenTask): string {
  const names = Object.values(columns).flat();
  return `${names.slice(0, 10).join(', ')}${names.length > 10 ? `, … (${names.length})` : ''}`;
}
