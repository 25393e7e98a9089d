import {
  classesOf,
  didYouMean,
  errorCodeOf,
  messageOf,
  type Pipeline,
  type Problem,
  type Sample,
  type SplitName,
  taskFigures,
  valueOf,
} from '@sightline/contracts';
import { checkAnnotations, learnTask, openTask } from '@sightline/tasks';
import { divideSamples } from '../split/split.ts';
import { error, warning } from './problem.ts';
import type { Listed, Survey } from './survey.ts';

/** What of a pipeline its samples, divided, must suit. */
export type WithSplits = Pick<Pipeline, 'split' | 'task' | 'fit' | 'seed' | 'mix' | 'gate'>;

/** With fewer the gate cannot judge a class, even if all are recognized. */
const FEWEST_TEST_SAMPLES = 9;
const LISTED = 5;

type Divided = Readonly<Record<SplitName, readonly Sample[]>>;

/** What does not suit the samples as the split divides them. */
export function checkSplits({ items, of: unit, unlisted }: Survey, pipeline: WithSplits): Problem[] {
  if (unlisted) return [];
  const samples = items.map(asSample);
  try {
    const all = divideSamples(samples, pipeline.split, pipeline.seed);
    const of = (name: SplitName) => all.filter(({ split }) => split === name);
    const divided = { train: of('train'), validation: of('validation'), test: of('test') };
    return [
      ...ofEmpty(divided),
      ...ofTask(divided, pipeline),
      ...ofRecalls(samples, pipeline),
      // How many samples a video gives is not known yet.
      ...(unit === 'videos' ? [] : [...ofBatches(divided, pipeline), ...ofFew(divided, samples, pipeline)]),
    ];
  } catch (cause) {
    if (!errorCodeOf(cause)?.startsWith('ingest/')) throw cause;
    return [error('split', messageOf(cause))];
  }
}

function ofEmpty({ train, validation, test }: Divided): Problem[] {
  const problems: Problem[] = [];
  if (train.length === 0) problems.push(error('split.train', 'The training split is empty. Give it samples.'));
  if (validation.length === 0)
    problems.push(
      error('split.validation', 'The validation split is empty, and training watches it. Give it samples.'),
    );
  if (test.length === 0)
    problems.push(
      warning(
        'split.test',
        'The test split is empty: the model is measured on the validation split, which chose its best epoch, so that ' +
          'figures are a little too good.',
      ),
    );
  return problems;
}

function ofBatches({ train }: Divided, { fit: { batchSize } }: WithSplits): Problem[] {
  if (train.length === 0 || batchSize <= train.length) return [];
  const message =
    `A batch of ${batchSize} is more than the ${train.length} training samples: an epoch is one step. Take a smaller ` +
    'batch.';
  return [warning('fit.batchSize', message)];
}

function ofTask({ train, validation }: Divided, { task, mix }: WithSplits): Problem[] {
  if (train.length === 0) return [];
  try {
    openTask(learnTask(task, train), { mixed: mix !== undefined });
    if (validation.length > 0) checkAnnotations(task, validation);
    return [];
  } catch (cause) {
    if (!errorCodeOf(cause)?.startsWith('tasks/')) throw cause;
    return [error('task', messageOf(cause))];
  }
}

/** A class that does not exist is never recognized: the gate would refuse each model. */
function ofRecalls(samples: readonly Sample[], { gate: { minimumRecall: asked } }: WithSplits): Problem[] {
  if (typeof asked === 'number') return [];
  const classes = [...new Set(samples.flatMap(classesOf))].sort();
  return Object.keys(asked)
    .filter((name) => !classes.includes(name))
    .map((name) => {
      const allowed = `${didYouMean(name, classes)} Allowed: ${classes.join(', ')}.`;
      return error(`gate.minimumRecall.${name}`, `No sample is of this class.${allowed}`);
    });
}

function ofFew({ test }: Divided, samples: readonly Sample[], { task }: WithSplits): Problem[] {
  const isByClass = valueOf(taskFigures[task.kind].evaluation, 'macroRecall') !== undefined;
  if (test.length === 0 || !isByClass) return [];
  const counts = new Map(samples.flatMap(classesOf).map((label) => [label, 0]));
  for (const label of test.flatMap(classesOf)) counts.set(label, (counts.get(label) ?? 0) + 1);
  const few = [...counts].filter(([, count]) => count < FEWEST_TEST_SAMPLES);
  if (few.length === 0) return [];
  const named = few.slice(0, LISTED).map(([label, count]) => `${label} (${count})`);
  const more = few.length > LISTED ? ` and ${few.length - LISTED} more` : '';
  return [
    warning(
      'split.test',
      `Too few test samples to judge a class by: ${named.join(', ')}${more}. It takes ${FEWEST_TEST_SAMPLES} or more.`,
    ),
  ];
}

/** A sample as far as a list tells: each is taken to differ from all others. */
function asSample({ id, label, labels, values, split, group, time, boxes }: Listed): Sample {
  return {
    id,
    ...(label !== undefined && { label }),
    ...(labels && { labels }),
    ...(values && { values }),
    ...(boxes && { boxes: boxes.boxes }),
    ...(group !== undefined && { group }),
    ...(time !== undefined && { time }),
    split: split ?? null,
    width: 1,
    height: 1,
    shard: '',
    parts: [{ role: 'image', offset: 0, bytes: 0, sha256: id }],
  };
}
