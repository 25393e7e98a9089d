import { registerGradients } from '../gradients/register.ts';
import { registerActivationGradients } from './activations.ts';
import { registerBatchNormalization } from './batch-normalization.ts';
import { registerCrossEntropy } from './cross-entropy.ts';
import { registerGather } from './gather.ts';

let registered = false;

/** Makes TensorFlow's own operations and gradients known to tfjs, once per process. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  registerActivationGradients();
  registerBatchNormalization();
  registerCrossEntropy();
  registerGather();
  registerGradients();
}
