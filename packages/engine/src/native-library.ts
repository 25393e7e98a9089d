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
// without them too, and dilated depthwise convolutions are its own.
process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
/** What TensorFlow reads once, when it is loaded. */
export const oneDnn = process.arch === 'x64' && /^(1|true)$/i.test(process.env.TF_ENABLE_ONEDNN_OPTS) ? 'on' : 'off';
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
  prepare(load(join(nativeLibrary.bindingFolder, 'sightline_environment.node')) as EnvironmentBinding);
  load(bindingPath);
} catch (error) {
  throw new EngineError(
    'engine/load-failed',
    `TensorFlow ${nativeLibrary.version} is installed but does not load: ${messageOf(error)}. If it was built on ` +
      `another machine, delete ${nativeLibrary.folder} and run \`npx @sightline/native install\`.`,
    { cause: error },
  );
}

/** `environment.cc` of `@sightline/native`. */
interface EnvironmentBinding {
  /** Opens a library, and sets how severe a message must be to be printed. */
  setMinLogLevel(library: string, level: number): boolean;
  setVariable(name: string, value: string): void;
}

/**
 * Gives native code the variables that this process sees: `process.env` of a worker thread, and of jest, is a copy.
 * TensorFlow heeds the level of its log only once it is loaded, and has printed lines by then.
 */
function prepare({ setMinLogLevel, setVariable }: EnvironmentBinding): void {
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && /^(TF_|SIGHTLINE_KERNELS$)/.test(name)) setVariable(name, value);
  }
  const libraries = ['libtensorflow_framework.so.2', 'libtensorflow_framework.2.dylib'];
  const paths = libraries.map((library) => join(nativeLibrary.folder, 'deps', 'lib', library));
  const library = paths.find((path) => existsSync(path));
  const level = Number(process.env.TF_CPP_MIN_LOG_LEVEL);
  if (library !== undefined && Number.isInteger(level)) setMinLogLevel(library, level);
}
