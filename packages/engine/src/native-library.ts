import { existsSync } from 'node:fs';
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
  const load = createRequire(import.meta.url);
  silence(load(join(nativeLibrary.bindingFolder, 'sightline_logging.node')) as LoggingBinding);
  load(bindingPath);
} catch (error) {
  throw new EngineError(
    'engine/load-failed',
    `TensorFlow ${nativeLibrary.version} is installed but does not load: ${messageOf(error)}. If it was built on ` +
      `another machine, delete ${nativeLibrary.folder} and run \`npx @sightline/native install\`.`,
    { cause: error },
  );
}

/** `logging.cc` of `@sightline/native`: it opens a library, and sets how severe a message must be to be printed. */
interface LoggingBinding {
  setMinLogLevel(library: string, level: number): boolean;
}

/** TensorFlow heeds the variable only once it is loaded, and has printed lines by then. */
function silence({ setMinLogLevel }: LoggingBinding): void {
  const libraries = ['libtensorflow_framework.so.2', 'libtensorflow_framework.2.dylib'];
  const paths = libraries.map((library) => join(nativeLibrary.folder, 'deps', 'lib', library));
  const library = paths.find((path) => existsSync(path));
  const level = Number(process.env.TF_CPP_MIN_LOG_LEVEL);
  if (library !== undefined && Number.isInteger(level)) setMinLogLevel(library, level);
}
