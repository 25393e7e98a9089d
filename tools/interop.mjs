// @ts-check
// `npm run interop`: writes everything that the deployer's tests export as SavedModel and ONNX, opens the files in
// Python's TensorFlow and, once ONNX's checker has passed them, in Python's ONNX Runtime, and compares what they give
// for batches of 1, 3 and 17 with the network itself. `npm run interop -- conv dense` takes those whose names
// contain one of the words.
import { mkdtemp, rm } from 'node:fs/promises';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { peerPython } from './bench/race/peer-environment.mjs';
import { runCommand } from './command.mjs';
import { formatTable } from './interop/table.mjs';

const FOLDER = fileURLToPath(new URL('interop', import.meta.url));

const words = process.argv.slice(2);
const python = await peerPython(console.error, join(FOLDER, 'requirements.txt'));
register('./interop/typescript-hooks.mjs', import.meta.url);
// Imported only now, as what it imports is TypeScript.
const { writeExports } = await import('./interop/write-exports.mjs');
const folder = await mkdtemp(join(tmpdir(), 'sightline-interop-'));
try {
  console.error('Exporting …');
  const exports = await writeExports(folder, (name) => words.length === 0 || words.some((word) => name.includes(word)));
  if (exports.length === 0) {
    console.error(`No export's name contains ${words.join(' or ')}.`);
    process.exit(2);
  }
  console.error(`Reading ${exports.length} exports with Python …`);
  const results = await read(folder);
  const { text, wrong } = formatTable(exports, results);
  console.log(text);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * @param {string} exported
 * @returns {Promise<import('./interop/table.mjs').Result[]>}
 */
async function read(exported) {
  const { code, stdout, output } = await runCommand(python, [join(FOLDER, 'check.py'), exported], {
    cwd: FOLDER,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (code !== 0) console.error(`Python ended with ${code}:\n${output.trim().split('\n').slice(-8).join('\n')}`);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}
