import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeError } from '../errors.ts';
import { installedPart, installPart, type InstalledPart } from '../install/install-part.ts';
import { archiveSource, wheelSource, type Source } from '../install/source.ts';
import type { OnProgress } from '../progress.ts';
import { type Binding, buildBindings, builtBindings } from './binding.ts';
import { findCompiler } from './compiler.ts';
import { linkFolder } from './link.ts';

/**
 * TensorFlow in the cache, with the bindings built for one copy of tfjs-node: `tfjs_binding.node`,
 * `sightline_environment.node`, `sightline_session.node` and `sightline_kernels.node`.
 */
export interface InstalledTensorflow extends InstalledPart {
  bindingFolder: string;
}

const WHEELS: Record<string, { project: string; platform: string; sha256: string; bytes?: number }> = {
  'linux-x64': {
    project: 'tensorflow-cpu',
    platform: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    bytes: 273_829_956,
  },
  'linux-arm64': {
    project: 'tensorflow',
    platform: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
  },
  'darwin-arm64': {
    project: 'tensorflow',
    platform: 'macosx_12_0_arm64',
    sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
  },
};

const ARCHIVES: Record<string, { url: string; version: string; sha256: string }> = {
  'linux-x64': {
    url: 'https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz',
    version: '2.9.1',
    sha256: '7f510d2546e3db5e10b1d119463689003d587842892ad3c95bca51cf82820173',
  },
};

const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/ctstring', 'tsl/platform/ctstring', 'xla/tsl/c/'];

/**
 * What prepares TensorFlow's surroundings, the session binding and the custom kernels: their sources are part of this
 * package.
 */
const ownBindings: readonly Binding[] = [
  {
    name: 'sightline_environment',
    sources: fileURLToPath(new URL('../../environment', import.meta.url)),
    linked: false,
  },
  { name: 'sightline_session', sources: fileURLToPath(new URL('../../session', import.meta.url)) },
  { name: 'sightline_kernels', sources: fileURLToPath(new URL('../../kernels', import.meta.url)) },
];

/**
 * Installs TensorFlow, builds tfjs-node's binding and our own against it and links them into `packageFolder`. Each step
 * is skipped when done.
 *
 * @param options.packageFolder the folder of `@tensorflow/tfjs-node-gpu` (or `tfjs-node`: the sources are the same)
 * @param options.sources where TensorFlow may come from, in order: its PyPI wheel, then its own libtensorflow archive
 * @param options.extraBindings what is built beside tfjs-node's binding
 * @throws NativeError
 */
export async function installTensorflow(options: {
  packageFolder: string;
  onProgress?: OnProgress;
  sources?: readonly Source[];
  extraBindings?: readonly Binding[];
}): Promise<InstalledTensorflow> {
  const { packageFolder, onProgress = () => {}, sources = tensorflowSources(), extraBindings } = options;
  if (sources.length === 0) throw unsupportedPlatform();
  // Before a large download that would be for nothing
  if (!installedTensorflow(packageFolder, sources, extraBindings)) await findCompiler();
  const part = await installPart('tensorflow', sources, onProgress);
  await buildBindings(part.folder, bindingsFor(packageFolder, extraBindings), onProgress);
  return linkTensorflow(packageFolder, sources, extraBindings);
}

/**
 * What is installed for the tfjs-node in `packageFolder`, or `undefined`. Synchronous and cheap: sizes are compared,
 * nothing is hashed but the bindings' sources.
 */
export function installedTensorflow(
  packageFolder: string,
  sources: readonly Source[] = tensorflowSources(),
  extraBindings?: readonly Binding[],
): InstalledTensorflow | undefined {
  const part = installedPart('tensorflow', sources);
  const bindingFolder = part && builtBindings(part.folder, bindingsFor(packageFolder, extraBindings));
  return bindingFolder ? { ...part, bindingFolder } : undefined;
}

/**
 * Links the installed parts to where tfjs-node looks for them in its own folder, `lib/napi-v8` and `deps/lib`. Does
 * nothing when they are right, so that each import can call it: a reinstall of node_modules repairs itself.
 *
 * @throws NativeError `native/not-installed`
 */
export function linkTensorflow(
  packageFolder: string,
  sources: readonly Source[] = tensorflowSources(),
  extraBindings?: readonly Binding[],
): InstalledTensorflow {
  const installed = installedTensorflow(packageFolder, sources, extraBindings);
  if (!installed)
    throw new NativeError(
      'native/not-installed',
      'TensorFlow is not installed on this machine. ' +
        'Run `npx @sightline/native install` once (about 1.3 GB on disk, a minute).',
    );
  linkFolder(installed.bindingFolder, join(packageFolder, 'lib', 'napi-v8'));
  linkFolder(join(installed.folder, 'deps', 'lib'), join(packageFolder, 'deps', 'lib'));
  return installed;
}

function bindingsFor(packageFolder: string, extra: readonly Binding[] = ownBindings): Binding[] {
  return [{ name: 'tfjs_binding', sources: join(packageFolder, 'binding') }, ...extra];
}

function tensorflowSources(): Source[] {
  const platform = `${process.platform}-${process.arch}`;
  const wheel = WHEELS[platform];
  const archive = ARCHIVES[platform];
  return [
    ...(wheel
      ? [wheelSource({ ...wheel, version: '2.21.0', python: '3.11', bytesNeeded: 1.3e9 }, placeWheelMember)]
      : []),
    ...(archive ? [archiveSource({ ...archive, bytesNeeded: 0.6e9, subfolder: 'deps' })] : []),
  ];
}

function placeWheelMember(member: string): string | undefined {
  const library = /^tensorflow\/(libtensorflow_(?:cc|framework)\.(?:so\.2|2\.dylib))$/.exec(member)?.[1];
  if (library) return `deps/lib/${library}`;
  const header = /^tensorflow\/include\/(.+\.h)$/.exec(member)?.[1];
  return header && HEADERS.some((prefix) => header.startsWith(prefix)) ? `deps/include/${header}` : undefined;
}

function unsupportedPlatform(): NativeError {
  return new NativeError(
    'native/unsupported-platform',
    `TensorFlow has no build for ${process.platform}-${process.arch} that can be installed. Supported: ` +
      `${Object.keys(WHEELS).join(', ')}.`,
  );
}
