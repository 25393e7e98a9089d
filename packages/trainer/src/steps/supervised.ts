import type { HeadSpec, Objective } from '@sightline/contracts';
import { compileTrainStep, type Metrics, type OutputObjective, tf, type TrainStep } from '@sightline/engine';
import { addHead } from '@sightline/models';
import type { StepOptions } from './step-options.ts';

/** One network towards targets: forward, loss, back and update as one native call. */
export function supervised({ objective, custom, ...options }: StepOptions): TrainStep {
  const { trainingHead } = objective;
  const outputs = withCustom(objective.outputs, custom);
  if (!trainingHead) return compileTrainStep({ ...options, outputs });
  const model = withHead(options.model, trainingHead, options.seed);
  const step = compileTrainStep({ ...options, model, outputs });
  const { dispose } = step;
  step.dispose = () => {
    dispose();
    // The layers before it are the model's.
    model.getLayer(trainingHead.name).dispose();
  };
  return step;
}

/** A network of the same layers, and a head upon its output. */
function withHead(model: tf.LayersModel, head: HeadSpec, seed = 0): tf.LayersModel {
  const outputs = addHead(model.outputs[0] as tf.SymbolicTensor, head, seed);
  return tf.model({ inputs: model.inputs, outputs });
}

function withCustom(
  outputs: Objective['outputs'],
  { loss, metrics = {} }: Partial<NonNullable<StepOptions['custom']>> = {},
): Readonly<Record<string, OutputObjective>> {
  if (!loss && Object.keys(metrics).length === 0) return outputs;
  const entries = Object.entries(outputs).map(([name, output]) => {
    const named = output.metrics.map((metric) => [typeof metric === 'string' ? metric : metric.kind, metric] as const);
    const all: Metrics = { ...Object.fromEntries(named), ...metrics };
    return [name, { ...output, loss: loss ?? output.loss, metrics: all }] as const;
  });
  return Object.fromEntries(entries);
}
