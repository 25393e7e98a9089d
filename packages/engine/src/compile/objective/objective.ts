import { EngineError } from '../../errors.ts';
import type { HostArray } from '../../host/host-array.ts';
import { divideNoNan, scalarOf, type Sums } from '../../metrics/metric.ts';
import { outputNamesOf } from '../../model/model-names.ts';
import { tf } from '../../tensorflow.ts';
import type { NamedHostTensor } from '../../host/host-tensor.ts';
import { type OutputObjective, TrainedOutput, withoutPrefix } from './output-objective.ts';

/** One output's, or several outputs' by the names of their layers. */
export type ObjectiveOptions = OutputObjective | { readonly outputs: Readonly<Record<string, OutputObjective>> };

/** A batch's tensors; targets and weights by output, in the objective's order. */
export interface ObjectiveTensors {
  readonly predictions: readonly tf.Tensor[];
  readonly targets: readonly tf.Tensor[];
  readonly weights: readonly (tf.Tensor | undefined)[];
  /** Of the predictions: float32, 0 where a position is masked. */
  readonly masks: readonly (tf.Tensor | undefined)[];
  /** Whether class weights count. */
  readonly training: boolean;
}

/** Losses and metrics of a model's outputs. */
export class Objective {
  readonly #outputs: readonly TrainedOutput[];
  /** Of a model with several outputs, each has its loss as a metric, and names carry the output's; as in Keras. */
  readonly #isNamed: boolean;

  /** @throws EngineError `engine/invalid-options`; ContractError `contracts/invalid-input` */
  constructor(options: ObjectiveOptions, model: tf.LayersModel) {
    this.#isNamed = model.outputs.length > 1;
    if (!('outputs' in options) && this.#isNamed) throw severalOutputs(model);
    const outputs = 'outputs' in options ? options.outputs : { [outputNamesOf(model)[0] as string]: options };
    this.#outputs = Object.entries(outputs).map(([name, output]) => new TrainedOutput(output, placeOf(name, model)));
  }

  /** Names of the outputs that have targets. */
  get names(): string[] {
    return this.#outputs.map(({ name }) => name);
  }

  /** The targets that `of` gives for each output, as its loss takes them: see {@link readTargets}. */
  read(of: (output: string) => HostArray, samples?: readonly number[]): NamedHostTensor[] {
    return this.#outputs.map((output) => ({ name: output.name, ...output.read(of(output.name), samples) }));
  }

  /** Those of a model's outputs that are trained. */
  trained(predictions: readonly tf.Tensor[]): tf.Tensor[] {
    return this.#outputs.map(({ index }) => predictions[index] as tf.Tensor);
  }

  /** The mean loss over the batch, without regularisers, and the sums of all metrics. */
  judge({ predictions, targets, weights, masks, training }: ObjectiveTensors): {
    loss: tf.Tensor;
    sums: Record<string, tf.Tensor>;
  } {
    const sums: Record<string, tf.Tensor> = {};
    const losses = this.#outputs.map((output, place) => {
      const actual = predictions[output.index] as tf.Tensor;
      const judged = output.judge(
        {
          targets: targets[place] as tf.Tensor,
          predictions: actual,
          weights: weights[place],
          mask: masks[output.index],
        },
        training,
      );
      for (const [name, sum] of Object.entries(judged.sums)) sums[this.#prefix(output) + name] = sum;
      if (this.#isNamed) {
        const samples = tf.scalar(actual.shape[0]);
        sums[`${this.#prefix(output)}loss/total`] = judged.loss.mul(samples);
        sums[`${this.#prefix(output)}loss/count`] = samples;
      }
      return output.lossWeight === 1 ? judged.loss : judged.loss.mul(output.lossWeight);
    });
    return { loss: losses.reduce((total, loss) => total.add(loss)), sums };
  }

  /** The metrics that sums of {@link judge} make. */
  metrics(sums: Sums): Record<string, number> {
    return Object.assign(
      {},
      ...this.#outputs.map((output) => {
        const prefix = this.#prefix(output);
        const own = withoutPrefix(sums, prefix);
        const loss = divideNoNan(scalarOf(own, 'loss/total'), scalarOf(own, 'loss/count'));
        const metrics = this.#isNamed ? { loss, ...output.metrics(own) } : output.metrics(own);
        return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [prefix + name, value]));
      }),
    ) as Record<string, number>;
  }

  #prefix({ name }: TrainedOutput): string {
    return this.#isNamed ? `${name}_` : '';
  }
}

function placeOf(name: string, model: tf.LayersModel): ConstructorParameters<typeof TrainedOutput>[1] {
  const names = outputNamesOf(model);
  const index = names.indexOf(name);
  if (index === -1) {
    throw new EngineError(
      'engine/invalid-options',
      `The model has no output ${name}; it has ${names.join(', ')}. Name outputs by their layers.`,
    );
  }
  return { name, index, shape: (model.outputs[index] as tf.SymbolicTensor).shape };
}

function severalOutputs(model: tf.LayersModel): EngineError {
  const example = outputNamesOf(model).map((name) => `${name}: { loss: … }`);
  return new EngineError(
    'engine/invalid-options',
    `The model has ${model.outputs.length} outputs, and one loss is given. Give one for each that is to be ` +
      `trained: outputs: { ${example.join(', ')} }.`,
  );
}
