// @ts-check
// `npm run oracles`: runs the reference programs again and rewrites the golden files of the packages. `git diff` then
// shows whether anything changed. The scripts of this folder run with Keras, those of torchvision in the environment of
// bench:augment; a folder with a requirements.txt has its own. `npm run oracles -- imbalanced-learn` runs one.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../command.mjs';
import { FRAMEWORKS, peerPython } from '../bench/race/peer-environment.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const SHARED = 'golden.py';
const AUGMENTATION = fileURLToPath(new URL('../bench/augment/peers/requirements.txt', import.meta.url));

const own = (await readdir(FOLDER)).filter((name) => existsSync(join(FOLDER, name, 'requirements.txt'))).sort();
const oracles = [
  { name: 'keras', folder: FOLDER, requirements: FRAMEWORKS },
  { name: 'torchvision', folder: join(FOLDER, 'torchvision'), requirements: AUGMENTATION },
  ...own.map((name) => ({ name, folder: join(FOLDER, name), requirements: join(FOLDER, name, 'requirements.txt') })),
];
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !oracles.some((oracle) => oracle.name === name));
if (unknown !== undefined) {
  console.error(`"${unknown}" is not an oracle. Allowed: ${oracles.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
for (const { name, folder, requirements } of oracles) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const python = await peerPython(console.error, requirements);
  for (const script of (await readdir(folder)).filter((file) => file.endsWith('.py') && file !== SHARED).sort()) {
    const { code, stdout, output } = await runCommand(python, [join(folder, script)], {
      cwd: FOLDER,
      env: { ...process.env, PYTHONPATH: FOLDER, PYTHONDONTWRITEBYTECODE: '1' },
    });
    if (code !== 0) {
      console.error(`${name}: ${script} failed:\n${output}`);
      process.exit(1);
    }
    process.stdout.write(stdout);
  }
}
