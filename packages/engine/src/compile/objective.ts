import type { LossOptions } from '@sightline/contracts';
import { EngineError } from '../errors.ts';
import type { Loss } from '../losses/loss.ts';
import { resolveLoss } from '../losses/losses.ts';
import type { Metric, Sums } from '../metrics/metric.ts';
import { meanOf } from '../metrics/mean.ts';
import { type Metrics, resolveMetrics } from '../metrics/metrics.ts';
import { tf } from '../tensorflow.ts';

/** What one output of a model is trained towards. */
export interface OutputObjective {
  /** A loss by its Keras name, alone or with settings, or a function to the loss of each sample. */
  readonly loss: LossOptions | Loss;
  /** Metrics by their Keras names, with settings, or functions by names of one's own. They leave sample weights aside. */
  readonly metrics?: Metrics;
  /** The same with each sample counted by its weight. */
  readonly weightedMetrics?: Metrics;
  /** By class index: the loss of a sample is multiplied by the weight of its class. */
  readonly classWeights?: readonly number[];
  /** The share of this output's loss in the whole. */
  readonly lossWeight?: number;
}

/** One output's, or several outputs' by the names of their layers. */
export type ObjectiveOptions = OutputObjective | { readonly outputs: Readonly<Record<string, OutputObjective>> };

interface TrainedOutput {
  readonly name: string;
  /** Which of the model's outputs. */
  readonly place: number;
  readonly loss: Loss;
  readonly lossWeight: number;
  readonly classWeights?: readonly number[];
  readonly metrics: ReadonlyMap<string, { readonly metric: Metric; readonly isWeighted: boolean }>;
}

/** A batch's tensors: targets by output, in the objective's order; weights `[batch]`. */
export interface ObjectiveTensors {
  readonly predictions: readonly tf.Tensor[];
  readonly targets: readonly tf.Tensor[];
  readonly weights?: tf.Tensor | undefined;
}

/** Losses and metrics of a model's outputs. */
export class Objective {
  readonly #outputs: readonly TrainedOutput[];

  /** @throws EngineError `engine/invalid-options`; ContractError `contracts/invalid-input` */
  constructor(options: ObjectiveOptions, model: tf.LayersModel) {
    if ('outputs' in options) {
      this.#outputs = Object.entries(options.outputs).map(([name, output]) => resolveOutput(output, name, model));
    } else {
      const [name, ...others] = outputNamesOf(model);
      if (others.length > 0) throw severalOutputs(model);
      this.#outputs = [resolveOutput(options, name as string, model)];
    }
  }

  /** Names of the outputs that have targets. */
  get names(): string[] {
    return this.#outputs.map(({ name }) => name);
  }

  /** The mean loss over the batch, without regularisers, and the sums of all metrics as `<metric>/<sum>`. */
  judge({ predictions, targets, weights }: ObjectiveTensors): { loss: tf.Tensor; sums: Record<string, tf.Tensor> } {
    const sums: Record<string, tf.Tensor> = {};
    const losses = this.#outputs.map((output, index) => {
      const expected = targets[index] as tf.Tensor;
      const actual = predictions[output.place] as tf.Tensor;
      const ofSamples = output.loss(expected, actual);
      const ofClasses = output.classWeights && classWeightsOf(expected, actual, output.classWeights);
      const factors = [weights, ofClasses].filter((factor) => factor !== undefined);
      const loss = factors.reduce((product, factor) => product.mul(factor), ofSamples).mean();
      for (const [name, { metric, isWeighted }] of this.#metricsOf(output)) {
        const judged = { targets: expected, predictions: actual, weights: isWeighted ? weights : undefined };
        for (const [sum, value] of Object.entries(metric.sums(judged))) sums[`${name}/${sum}`] = value;
      }
      return output.lossWeight === 1 ? loss : loss.mul(output.lossWeight);
    });
    return { loss: losses.reduce((total, loss) => total.add(loss)), sums };
  }

  /** The metrics that sums of {@link judge} make. */
  metrics(sums: Sums): Record<string, number> {
    return Object.fromEntries(
      this.#outputs.flatMap((output) =>
        [...this.#metricsOf(output)].map(([name, { metric }]) => [name, metric.result(within(sums, `${name}/`))]),
      ),
    );
  }

  /** With several outputs, each has its loss as a metric, and names carry the output's. */
  #metricsOf({ name, loss, metrics }: TrainedOutput): TrainedOutput['metrics'] {
    if (this.#outputs.length === 1) return metrics;
    return new Map([
      [`${name}_loss`, { metric: meanOf(loss), isWeighted: true }] as const,
      ...[...metrics].map(([metric, entry]) => [`${name}_${metric}`, entry] as const),
    ]);
  }
}

function resolveOutput(options: OutputObjective, name: string, model: tf.LayersModel): TrainedOutput {
  const names = outputNamesOf(model);
  const place = names.indexOf(name);
  if (place === -1) {
    throw new EngineError(
      'engine/invalid-options',
      `The model has no output ${name}; it has ${names.join(', ')}. Name outputs by their layers.`,
    );
  }
  const { loss, metrics = [], weightedMetrics = [], classWeights, lossWeight = 1 } = options;
  const entries = (given: Metrics, isWeighted: boolean) =>
    [...resolveMetrics(given)].map(
      ([metric, entry]) => [isWeighted ? `weighted_${metric}` : metric, { metric: entry, isWeighted }] as const,
    );
  return {
    name,
    place,
    loss: resolveLoss(loss),
    lossWeight,
    metrics: new Map([...entries(metrics, false), ...entries(weightedMetrics, true)]),
    ...(classWeights && { classWeights: checkedWeights(classWeights, model.outputs[place]?.shape.at(-1) ?? 0, name) }),
  };
}

function checkedWeights(weights: readonly number[], classes: number, name: string): readonly number[] {
  const expected = classes === 1 ? 2 : classes;
  if (weights.length === expected && weights.every((weight) => weight >= 0 && Number.isFinite(weight))) return weights;
  throw new EngineError(
    'engine/invalid-options',
    `classWeights of ${name} are [${weights.join(', ')}]. Allowed: ${expected} finite numbers from 0, one for each class.`,
  );
}

/** `[batch]`: the weight of each sample's class, of class indices or one-hot rows. */
function classWeightsOf(targets: tf.Tensor, predictions: tf.Tensor, weights: readonly number[]): tf.Tensor {
  const isOneHot = (targets.shape.at(-1) ?? 1) > 1 && targets.rank === predictions.rank;
  const indices = isOneHot ? targets.argMax(-1) : targets.toInt();
  return tf.gather(tf.tensor1d([...weights]), indices.reshape([-1]).toInt());
}

/** The names of the last layers: `model.outputNames` is empty for a sequential model that was not run yet. */
function outputNamesOf(model: tf.LayersModel): string[] {
  return model.outputs.map(({ sourceLayer }) => sourceLayer.name);
}

function within(sums: Sums, prefix: string): Sums {
  return Object.fromEntries(
    Object.entries(sums).flatMap(([name, sum]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), sum]] : [])),
  );
}

function severalOutputs(model: tf.LayersModel): EngineError {
  return new EngineError(
    'engine/invalid-options',
    `The model has ${model.outputs.length} outputs, and one loss is given. Give one for each that is to be trained: ` +
      `outputs: { ${outputNamesOf(model)
        .map((name) => `${name}: { loss: … }`)
        .join(', ')} }.`,
  );
}
