import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { include_dir as nodeHeaders } from 'node-api-headers';
import { diskFull } from './cache.ts';
import { findCompiler } from './compiler.ts';
import { NativeError, saysDiskFull } from './errors.ts';
import type { OnProgress } from './progress.ts';
import { lastErrorLine, runCommand } from './run-command.ts';
import { fillFolder, readStaged } from './staged-folder.ts';

const FLAGS = ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-DNODE_GYP_MODULE_NAME=tfjs_binding'];
const PLATFORM_FLAGS =
  process.platform === 'darwin'
    ? ['-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path/../../deps/lib']
    : ['-Wl,-rpath,$ORIGIN/../../deps/lib'];
const LIBRARIES = [
  'libtensorflow_cc.so.2',
  'libtensorflow.so.2',
  'libtensorflow_cc.2.dylib',
  'libtensorflow.2.dylib',
  'libtensorflow_framework.so.2',
  'libtensorflow_framework.2.dylib',
];
const BUILD_BYTES = 50e6;

/** The folder of the binding that was built from these sources for this TensorFlow, or `undefined`. Synchronous and cheap. */
export function builtBinding(tensorflowFolder: string, bindingSources: string): string | undefined {
  const { folder, sha256 } = bindingKey(tensorflowFolder, bindingSources);
  return readStaged(folder, sha256) ? folder : undefined;
}

/**
 * Compiles the Node-API binding of tfjs-node (`bindingSources/*.cc`) against a staged TensorFlow, next to it in the cache.
 *
 * @returns the folder that holds `tfjs_binding.node`
 * @throws NativeError `native/compiler-missing`, `native/build-failed` with the compiler's error line
 */
export async function buildBinding(
  tensorflowFolder: string,
  bindingSources: string,
  onProgress: OnProgress,
): Promise<string> {
  const { folder, sha256 } = bindingKey(tensorflowFolder, bindingSources);
  if (readStaged(folder, sha256)) {
    onProgress({ part: 'binding', step: 'compile', skipped: true });
    return folder;
  }
  await fillFolder(
    folder,
    sha256,
    async (partial) => {
      onProgress({ part: 'binding', step: 'compile' });
      await compile(tensorflowFolder, bindingSources, join(partial, 'tfjs_binding.node'));
      return bindingSources;
    },
    () => onProgress({ part: 'binding', step: 'wait' }),
  );
  return folder;
}

async function compile(tensorflowFolder: string, bindingSources: string, target: string): Promise<void> {
  const [compiler, ...first] = await findCompiler();
  const libraries = join(tensorflowFolder, 'deps', 'lib');
  const { code, output } = await runCommand(compiler, [
    ...first,
    ...FLAGS,
    `-I${nodeHeaders}`,
    `-I${join(tensorflowFolder, 'deps', 'include')}`,
    ...readdirSync(bindingSources)
      .filter((name) => name.endsWith('.cc'))
      .map((name) => join(bindingSources, name)),
    ...LIBRARIES.map((name) => join(libraries, name)).filter((path) => existsSync(path)),
    ...PLATFORM_FLAGS,
    '-o',
    target,
  ]);
  if (code === 0) return;
  if (saysDiskFull(output)) throw diskFull('the TensorFlow binding', BUILD_BYTES);
  throw new NativeError(
    'native/build-failed',
    `${compiler} could not build the TensorFlow binding from ${bindingSources}: ${lastErrorLine(output)}. A compiler with C++17 is needed; CXX names another one.`,
  );
}

/** `../../deps/lib` seen from this folder is TensorFlow's, as it is in tfjs-node's own folder: the same rpath fits both. */
function bindingKey(tensorflowFolder: string, bindingSources: string): { folder: string; sha256: string } {
  const hash = createHash('sha256').update(JSON.stringify([FLAGS, PLATFORM_FLAGS]));
  for (const name of readdirSync(bindingSources).sort())
    hash.update(name).update(readFileSync(join(bindingSources, name)));
  const sha256 = hash.digest('hex');
  return { folder: join(tensorflowFolder, 'bindings', sha256.slice(0, 16)), sha256 };
}
