import type { LossOptions } from '@sightline/contracts';
import { EngineError } from '../../errors.ts';
import type { HostArray } from '../../host/host-array.ts';
import { alignTargets } from '../../losses/align-targets.ts';
import { alignWeights, product, weightedMean } from '../../losses/align-weights.ts';
import type { Loss } from '../../losses/loss.ts';
import { resolveLoss, targetsOfLoss } from '../../losses/losses.ts';
import type { Judged, Metric, Sums } from '../../metrics/metric.ts';
import { type Metrics, resolveMetrics } from '../../metrics/metrics.ts';
import { classesOf } from '../../metrics/targets.ts';
import type { HostTensor } from '../../host/host-tensor.ts';
import { tf } from '../../tensorflow.ts';
import { type ClassWeights, classWeightsOf } from './class-weights.ts';
import { readTargets, type TargetsOf } from './read-targets.ts';

/** What one output of a model is trained towards. */
export interface OutputObjective {
  /** A loss by its Keras name, alone or with settings, or a function to the loss of each sample or position. */
  readonly loss: LossOptions | Loss;
  /**
   * Metrics by their Keras names, with settings, or custom functions by any names. Every sample counts the same,
   * whatever its weight; as in Keras, what is masked is left out by those that are means.
   */
  readonly metrics?: Metrics;
  /** The same with each sample counted by its weight; `weighted_<name>` where `metrics` has the name too. */
  readonly weightedMetrics?: Metrics;
  /**
   * By class index, in a list of all or, as Keras' `class_weight`, an object in which a class that is left out weighs
   * 1; of targets with one class per sample: in training, the weight of a sample is that of its class, times its own in
   * the batch. As in Keras, evaluation leaves them aside.
   */
  readonly classWeights?: ClassWeights;
  /** What this output's loss is multiplied by in the sum. */
  readonly lossWeight?: number;
}

interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
  readonly isWeighted: boolean;
}

/** Which output of a model is trained. */
interface Place {
  readonly name: string;
  readonly index: number;
  readonly shape: tf.Shape;
}

/** Loss and metrics of one output. */
export class TrainedOutput {
  readonly name: string;
  /** Which of the model's outputs. */
  readonly index: number;
  /** What its loss is multiplied by in the sum. */
  readonly lossWeight: number;
  readonly #loss: Loss;
  readonly #classWeights: readonly number[] | undefined;
  readonly #metrics: readonly NamedMetric[];
  readonly #targets: TargetsOf;

  /** @throws EngineError `engine/invalid-options`; ContractError `contracts/invalid-input` */
  constructor(options: OutputObjective, { name, index, shape }: Place) {
    this.name = name;
    this.index = index;
    this.lossWeight = options.lossWeight ?? 1;
    this.#loss = resolveLoss(options.loss);
    this.#classWeights = options.classWeights && classWeightsOf(options.classWeights, name, shape.at(-1) ?? 0);
    this.#metrics = metricsOf(options);
    this.#targets = {
      name,
      shape,
      loss: targetsOfLoss(options.loss),
      weighsClasses: this.#classWeights !== undefined,
    };
  }

  /** Its targets from outside, as its loss takes them. */
  read(targets: HostArray, samples?: readonly number[]): HostTensor {
    return readTargets(targets, this.#targets, samples);
  }

  /** The mean loss over the batch, and the sums of its metrics as `<metric>/<sum>`. */
  judge(
    { targets, predictions, weights: given, mask }: Judged,
    training: boolean,
  ): { loss: tf.Tensor; sums: Record<string, tf.Tensor> } {
    const own = given && alignWeights(given, predictions, this.name);
    const weights = training ? this.#weigh({ targets, predictions, weights: own }) : own;
    const loss = weightedMean(this.#lossesOf(targets, predictions), product(weights, mask && normalizedMask(mask)));
    const sums: Record<string, tf.Tensor> = {};
    for (const { name, metric, isWeighted } of this.#metrics) {
      const judged = { targets, predictions, weights: isWeighted ? weights : undefined, mask };
      for (const [sum, value] of Object.entries(metric.sums(judged))) sums[`${name}/${sum}`] = value;
    }
    return { loss, sums };
  }

  #lossesOf(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
    const losses: unknown = this.#loss(targets, predictions);
    if (losses instanceof tf.Tensor) return losses;
    throw new EngineError(
      'engine/invalid-options',
      `The loss of ${this.name} returned ${losses instanceof Promise ? 'a promise' : String(losses)}. Return a ` +
        'tensor of the loss of each sample, [batch].',
    );
  }

  /** The metrics that sums of {@link judge} make. */
  metrics(sums: Sums): Record<string, number> {
    return Object.fromEntries(
      this.#metrics.map(({ name, metric }) => [name, metric.result(withoutPrefix(sums, `${name}/`))]),
    );
  }

  /** The weight of each sample, by its own and its class's. */
  #weigh({ targets, predictions, weights }: Judged): tf.Tensor | undefined {
    if (!this.#classWeights) return weights;
    const classes = classIndices(
      alignTargets(targets, predictions, { name: 'classWeights', takes: 'either' }),
      predictions,
    );
    if (classes.rank > 1) {
      throw new EngineError(
        'engine/invalid-options',
        `classWeights of ${this.name} need one class per sample; its targets are [${targets.shape.join(', ')}]. ` +
          'Weigh such a loss in a custom function.',
      );
    }
    return product(weights, tf.gather(tf.tensor1d([...this.#classWeights]), classes));
  }
}

/**
 * A mask as weights whose mean is 1, as in Keras: a mean over all positions becomes one over those that are not masked.
 */
function normalizedMask(mask: tf.Tensor): tf.Tensor {
  return tf.divNoNan(mask, mask.mean());
}

/** int32 `[batch, …]`; a single output tells two classes apart. */
function classIndices(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  return predictions.shape.at(-1) === 1 ? targets.squeeze([-1]).toInt() : classesOf(targets, predictions);
}

function metricsOf({ metrics = [], weightedMetrics = [] }: OutputObjective): NamedMetric[] {
  const unweighted = resolveMetrics(metrics);
  return [
    ...[...unweighted].map(([name, metric]) => ({ name, metric, isWeighted: false })),
    ...[...resolveMetrics(weightedMetrics)].map(([name, metric]) => ({
      name: unweighted.has(name) ? `weighted_${name}` : name,
      metric,
      isWeighted: true,
    })),
  ];
}

/** The sums whose names start with `prefix`, without it. */
export function withoutPrefix(sums: Sums, prefix: string): Sums {
  return Object.fromEntries(
    Object.entries(sums).flatMap(([name, sum]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), sum]] : [])),
  );
}
