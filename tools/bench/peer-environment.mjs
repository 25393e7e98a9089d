// @ts-check
// The virtual environment of the peers and oracles: Keras, TensorFlow for Python and PyTorch at pinned versions, kept out of the product.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '@sightline/native';
import { runCommand } from '../command.mjs';

export const PEERS = fileURLToPath(new URL('peers', import.meta.url));

/**
 * Installs the peers into a folder of Sightline's cache, unless they are there.
 *
 * @param {(text: string) => void} say
 * @returns {Promise<string>} the path of its Python
 */
export async function peerPython(say) {
  const requirements = join(PEERS, 'requirements.txt');
  const key = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), `peers-${key}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'complete'))) return python;
  say('Installing Keras, TensorFlow and PyTorch for comparison (pip, about 7 GB on disk, minutes) …');
  await mkdir(cacheFolder(), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await must(
    'python3',
    ['-m', 'venv', folder],
    'Python 3 with its venv module is needed for the peers (Debian: apt install python3-venv).',
  );
  await must(
    python,
    ['-m', 'pip', 'install', '--quiet', '--requirement', requirements],
    'pip could not install the peers.',
  );
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
