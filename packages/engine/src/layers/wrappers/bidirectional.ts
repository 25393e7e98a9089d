import { tf } from '../../tensorflow.ts';

interface Bidirectional {
  forwardLayer: tf.layers.Layer;
  backwardLayer: tf.layers.Layer;
  mergeMode: 'concat' | 'sum' | 'ave' | 'mul' | null;
  returnSequences: boolean;
}

/** How the outputs of both directions become one. */
const merges: Readonly<Record<string, (forward: tf.Tensor, backward: tf.Tensor) => tf.Tensor>> = {
  concat: (forward, backward) => tf.concat([forward, backward], -1),
  sum: (forward, backward) => forward.add(backward),
  ave: (forward, backward) => forward.add(backward).mul(0.5),
  mul: (forward, backward) => forward.mul(backward),
};

/** The same as tfjs, which calls the two layers past `apply`, where they would not be lowered. */
export function lowerBidirectional(wrapper: tf.layers.Layer): tf.layers.Layer['call'] {
  const { forwardLayer, backwardLayer, mergeMode, returnSequences } = wrapper as unknown as Bidirectional;
  return (inputs, kwargs) =>
    tf.tidy(() => {
      const [input] = [inputs].flat() as [tf.Tensor];
      const states = kwargs.initialState as tf.Tensor[] | undefined;
      // Built by the wrapper, which does not say so.
      for (const layer of [forwardLayer, backwardLayer]) layer.built = true;
      const run = (layer: tf.layers.Layer, initialState: tf.Tensor[] | undefined): tf.Tensor[] =>
        [layer.apply(input, { ...kwargs, initialState })].flat() as tf.Tensor[];
      const half = (states?.length ?? 0) / 2;
      const [forward, ...forwardStates] = run(forwardLayer, states?.slice(0, half)) as [tf.Tensor];
      const [last, ...backwardStates] = run(backwardLayer, states?.slice(half)) as [tf.Tensor];
      const backward = returnSequences ? last.reverse(1) : last;
      const output = mergeMode === null ? [forward, backward] : [merges[mergeMode]?.(forward, backward) as tf.Tensor];
      const results = [...output, ...forwardStates, ...backwardStates];
      return results.length === 1 ? (results[0] as tf.Tensor) : results;
    });
}
