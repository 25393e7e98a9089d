import './native-library.ts';

/**
 * TensorFlow under the tfjs API: the namespace of `@tensorflow/tfjs-node-gpu` (the CPU library serves it too), with its
 * types, `tf.Tensor`, `tf.LayersModel`, …. Importing it loads the installed library synchronously.
 *
 * @throws NativeError `native/not-installed` and EngineError `engine/load-failed`, on import
 */
import tf = require('@tensorflow/tfjs-node-gpu');

export { tf };
