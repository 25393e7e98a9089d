import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { include_dir as nodeHeaders } from 'node-api-headers';
import { diskFull } from '../cache.ts';
import { NativeError, saysDiskFull } from '../errors.ts';
import { fillFolder, readInstalled } from '../install/installed-folder.ts';
import type { OnProgress } from '../progress.ts';
import { lastErrorLine, runCommand } from '../run-command.ts';
import { findCompiler } from './compiler.ts';

const FLAGS = ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'];
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

/** A Node-API addon over TensorFlow: `<name>.node`, built from the `*.cc` of a folder. */
export interface Binding {
  name: string;
  sources: string;
  /** Whether it loads TensorFlow with it, as by default, or opens it by itself. */
  linked?: boolean;
}

/**
 * The folder of the bindings that were built from these sources for this TensorFlow,
 * or `undefined`. Synchronous and cheap.
 */
export function builtBindings(tensorflowFolder: string, bindings: readonly Binding[]): string | undefined {
  const { folder, sha256 } = bindingsKey(tensorflowFolder, bindings);
  return readInstalled(folder, sha256) ? folder : undefined;
}

/**
 * Compiles Node-API bindings against an installed TensorFlow, next to it in the cache.
 *
 * @returns the folder that holds their `.node` files
 * @throws NativeError `native/compiler-missing`, `native/build-failed` with the compiler's error line
 */
export async function buildBindings(
  tensorflowFolder: string,
  bindings: readonly Binding[],
  onProgress: OnProgress,
): Promise<string> {
  const { folder, sha256 } = bindingsKey(tensorflowFolder, bindings);
  if (readInstalled(folder, sha256)) {
    onProgress({ part: 'binding', step: 'compile', skipped: true });
    return folder;
  }
  await fillFolder(
    folder,
    sha256,
    async (partial) => {
      onProgress({ part: 'binding', step: 'compile' });
      await Promise.all(bindings.map((binding) => compile(tensorflowFolder, binding, partial)));
      return bindings.map(({ sources }) => sources).join(', ');
    },
    () => onProgress({ part: 'binding', step: 'wait' }),
  );
  return folder;
}

async function compile(
  tensorflowFolder: string,
  { name, sources, linked = true }: Binding,
  folder: string,
): Promise<void> {
  const [compiler, ...first] = await findCompiler();
  const libraries = join(tensorflowFolder, 'deps', 'lib');
  const { code, output } = await runCommand(compiler, [
    ...first,
    ...FLAGS,
    `-DNODE_GYP_MODULE_NAME=${name}`,
    `-I${nodeHeaders}`,
    `-I${join(tensorflowFolder, 'deps', 'include')}`,
    ...sourceFiles(sources).map((file) => join(sources, file)),
    ...(linked ? LIBRARIES : []).map((library) => join(libraries, library)).filter((path) => existsSync(path)),
    ...PLATFORM_FLAGS,
    '-o',
    join(folder, `${name}.node`),
  ]);
  if (code === 0) return;
  if (saysDiskFull(output)) throw diskFull(`the binding ${name}`, BUILD_BYTES);
  throw new NativeError(
    'native/build-failed',
    `${compiler} could not build the binding ${name} from ${sources}: ${lastErrorLine(output)}. A compiler with ` +
      'C++17 is needed; set CXX to use another one.',
  );
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.cc'));
}

/**
 * `../../deps/lib` seen from this folder is TensorFlow's, as it is in tfjs-node's own folder: the same rpath fits both.
 */
function bindingsKey(tensorflowFolder: string, bindings: readonly Binding[]): { folder: string; sha256: string } {
  const hash = createHash('sha256').update(JSON.stringify([FLAGS, PLATFORM_FLAGS]));
  for (const { name, sources } of bindings) {
    hash.update(name);
    for (const file of readdirSync(sources).sort()) hash.update(file).update(readFileSync(join(sources, file)));
  }
  const sha256 = hash.digest('hex');
  return { folder: join(tensorflowFolder, 'bindings', sha256.slice(0, 16)), sha256 };
}
