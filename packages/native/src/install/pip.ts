import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NativeError } from '../errors.ts';
import { lastErrorLine, runCommand } from '../run-command.ts';

/** What `pip download` is asked for; `python` and `platform` are wheel tags, so that any Python's pip can fetch it. */
export interface WheelRequest {
  project: string;
  version: string;
  platform: string;
  python?: string;
}

const CANDIDATES = [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']] as const;

/**
 * Downloads one wheel into `folder` with the user's pip, its index, proxy, certificates and cache. Installs nothing.
 *
 * @param onBytes called with the bytes that have arrived
 * @returns the path of the wheel
 * @throws NativeError `native/download-failed` with pip's own last error line
 */
export async function pipDownload(
  wheel: WheelRequest,
  folder: string,
  onBytes: (done: number) => void,
): Promise<string> {
  const [command, ...prefix] = await findPip();
  const temporary = join(folder, 'pip');
  await mkdir(temporary, { recursive: true });
  const poll = setInterval(() => void bytesUnder(folder).then(onBytes, () => {}), 250);
  try {
    const { code, output } = await runCommand(
      command,
      [
        ...prefix,
        'download',
        '--no-color',
        '--no-deps',
        '--only-binary=:all:',
        '--no-input',
        '--disable-pip-version-check',
        '--progress-bar=off',
        ...(wheel.python ? ['--python-version', wheel.python] : []),
        '--platform',
        wheel.platform,
        '--dest',
        folder,
        `${wheel.project}==${wheel.version}`,
      ],
      { env: { ...process.env, TMPDIR: temporary } },
    );
    if (code !== 0) throw new NativeError('native/download-failed', lastErrorLine(output));
  } finally {
    clearInterval(poll);
  }
  const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (!name) throw new NativeError('native/download-failed', 'pip succeeded but downloaded no wheel');
  return join(folder, name);
}

async function findPip(): Promise<readonly [string, ...string[]]> {
  for (const candidate of CANDIDATES) {
    const [command, ...prefix] = candidate;
    if ((await runCommand(command, [...prefix, '--version'])).code === 0) return candidate;
  }
  throw new NativeError('native/download-failed', 'pip was not found (tried pip3, pip, python3 -m pip, python -m pip)');
}

async function bytesUnder(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
