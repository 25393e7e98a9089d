import { type ComputedHead, type FitSpec, type Sample, taskFigures, type TaskKind } from '@sightline/contracts';
import type { HostTensor } from '@sightline/engine';
import { computeHead } from '@sightline/models';
import type { OpenTask } from '@sightline/tasks';
import { predictOutputs } from '../batches/predict-outputs.ts';
import { engineOf } from '../callbacks/engine-spans.ts';
import { TrainerError } from '../errors.ts';
import type { FitResult } from '../fit/fit.ts';
import type { Learner } from './kept-features.ts';

/** What a model artifact says of how it was fitted. */
export type Fitted = Pick<FitResult, 'history' | 'bestEpoch' | 'engines'>;

interface Computation {
  readonly head: ComputedHead;
  readonly kind: TaskKind;
  readonly task: OpenTask;
  readonly samples: Readonly<Record<'training' | 'validation', readonly Sample[]>>;
}

/**
 * What a training is like whose head is computed: everything before it is frozen, whatever is asked for.
 *
 * @throws TrainerError `trainer/invalid-options` for custom code that would be ignored, and for too many neighbours
 */
export function frozenFit(fit: FitSpec, head: ComputedHead): FitSpec {
  const ignored = (['loss', 'callbacks'] as const).find((setting) => fit[setting] !== undefined);
  if (ignored)
    throw invalid(`A head of ${head.kind} is computed, not trained: fit.${ignored} would be ignored. Remove it.`);
  if (head.kind === 'nearestNeighbours' && head.neighbours > head.samples) {
    throw invalid(
      `task.head asks for the ${head.neighbours} nearest neighbours of ${head.samples} training samples. ` +
        'Ask for fewer.',
    );
  }
  const { unfreeze: _, ...others } = fit;
  return { ...others, freeze: 'trunk' };
}

function invalid(message: string): TrainerError {
  return new TrainerError('trainer/invalid-options', message);
}

/**
 * Computes a head from what the frozen trunk gives for the training samples, instead of training it: the history has
 * one epoch.
 *
 * @throws TrainerError `trainer/invalid-options` where the trunk gives something else in each epoch
 */
export async function fitComputed(learner: Learner, { head, kind, task, samples }: Computation): Promise<Fitted> {
  if (learner.why !== undefined) {
    throw invalid(
      `A head of ${head.kind} is computed from what the layers before it give for each training sample, which must ` +
        `be the same each time: ${learner.why}.`,
    );
  }
  const rows = [...Array(learner.training.count).keys()];
  const { inputs, targets } = await learner.training.batch(rows, 1);
  const { shape, data } = inputs as HostTensor;
  const classes = (targets as Record<string, HostTensor>)[head.name] as HostTensor;
  computeHead(learner.model, head, {
    features: { shape: shape as [number, number], data: data as Float32Array },
    classes: classes.data as Int32Array,
  });
  const measured = async (split: 'training' | 'validation'): Promise<Record<string, number>> => {
    const outputs = await predictOutputs(learner.model, learner[split], Object.keys(task.columns));
    const { figures } = task.evaluate(samples[split], outputs);
    const shown = Object.keys(taskFigures[kind].epoch);
    return Object.fromEntries(shown.flatMap((name) => (figures[name] ? [[name, figures[name].value]] : [])));
  };
  const [training, validation] = [await measured('training'), await measured('validation')];
  return {
    history: [{ epoch: 1, learningRate: 0, training, validation }],
    bestEpoch: 1,
    engines: [{ firstEpoch: 1, engine: engineOf('float32') }],
  };
}
