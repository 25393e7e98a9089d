import { registerKernels } from '../../kernels/register.ts';
import { trace } from '../../record/tracing/trace.ts';
import { Session } from '../../session/session.ts';
import { tf } from '../../tensorflow.ts';
import { lowerLayer } from './lowering.ts';
import { StepContext } from '../../record/step-context.ts';

/** What a layer gives for ones in a recorded step: (seed, step) decide what it draws. */
export function outputOf(
  layer: tf.layers.Layer,
  shape: number[],
  { seed, step }: { seed: number; step: number },
): Float32Array {
  registerKernels();
  const [x, count] = [tf.ones(shape), tf.scalar(step, 'int32')];
  // Its weights are made outside of what is recorded.
  tf.dispose(layer.apply(x) as tf.Tensor);
  const context = new StepContext({ seed, step: count });
  const program = trace((inputs) => ({ y: layer.apply(inputs.x as tf.Tensor, { training: true }) as tf.Tensor }), {
    inputs: [
      { name: 'x', tensor: x },
      { name: 'step', tensor: count },
    ],
    nameVariable: ({ name }) => name,
    lower: (each) => lowerLayer(each, context),
  });
  const session = new Session();
  const [output] = session.load(program).run([
    { shape, data: x.dataSync<'float32'>() },
    { shape: [], data: Int32Array.of(step) },
  ]);
  session.dispose();
  tf.dispose([x, count]);
  return output?.data as Float32Array;
}
