import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { messageOf } from '@sightline/contracts';
import { linkTensorflow } from '@sightline/native';
import { bindingPackage } from './binding-package.ts';
import { EngineError } from './errors.ts';

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
// TensorFlow turns oneDNN on by itself only where the CPU has instructions for neural networks; it trains faster
// without them too.
process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
// tfjs-node calls both; Node 23 removed them and Node 22 warns of them.
Object.assign(util, {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
});

/**
 * The installed TensorFlow, linked to where tfjs-node looks for it, its binding loaded.
 * Importing this file is what prepares it.
 */
export const nativeLibrary = linkTensorflow(bindingPackage);

/** The binding that tfjs-node loads. */
export const bindingPath = join(nativeLibrary.bindingFolder, 'tfjs_binding.node');

try {
  createRequire(import.meta.url)(bindingPath);
} catch (error) {
  throw new EngineError(
    'engine/load-failed',
    `TensorFlow ${nativeLibrary.version} is installed but does not load: ${messageOf(error)}. If it was built on ` +
      `another machine, delete ${nativeLibrary.folder} and run \`npx sightline-native install\`.`,
    { cause: error },
  );
}
