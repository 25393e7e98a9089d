import type { HeadSpec } from '@sightline/contracts';
import { compileTrainStep, tf, type TrainStep } from '@sightline/engine';
import { addHead } from '@sightline/models';
import type { StepOptions } from './step-options.ts';

/** One network towards targets: forward, loss, back and update as one native call. */
export function supervised({ objective, ...options }: StepOptions): TrainStep {
  const { outputs, trainingHead } = objective;
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
