// @ts-check
// The virtual environments of the peers and oracles: other people's programs, pinned and kept out of the product.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '@sightline/native';
import { runCommand } from '../../command.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const PEERS = fileURLToPath(new URL('peers', import.meta.url));
/** Keras, TensorFlow for Python and PyTorch. */
export const FRAMEWORKS = join(PEERS, 'requirements.txt');

/**
 * Installs what a requirements file pins into a folder of Sightline's cache, unless it is there. Files of the same
 * content share a folder.
 *
 * @param {(text: string) => void} say
 * @param {string} [requirements] the path of the file; the frameworks', when left out
 * @returns {Promise<string>} the path of its Python
 */
export async function peerPython(say, requirements = FRAMEWORKS) {
  const key = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), `peers-${key}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'complete'))) return python;
  const size = requirements === FRAMEWORKS ? 'about 7 GB on disk, minutes' : 'a minute';
  say(`Installing the programs of ${relative(ROOT, requirements)} for comparison (pip, ${size}) …`);
  await mkdir(cacheFolder(), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await must(
    'python3',
    ['-m', 'venv', folder],
    'Python 3 with its venv module is needed for the peers (Debian: apt install python3-venv).',
  );
  await must(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], 'pip could not install them.');
  await writeFile(join(folder, 'complete.partial'), '');
  await rename(join(folder, 'complete.partial'), join(folder, 'complete'));
  return python;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} otherwise
 */
async function must(command, args, otherwise) {
  const { code, output } = await runCommand(command, args, { cwd: PEERS });
  if (code !== 0) throw new Error(`${otherwise}\n${output.trim().split('\n').slice(-5).join('\n')}`);
}
