// @ts-check
// `npm run oracles`: runs the reference programs again and rewrites packages/engine/golden. `git diff` then shows whether anything changed.
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../command.mjs';
import { peerPython } from '../bench/peer-environment.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

const python = await peerPython(console.error);
for (const script of (await readdir(FOLDER)).filter((name) => name.endsWith('.py') && name !== 'golden.py').sort()) {
  const { code, stdout, output } = await runCommand(python, [script], { cwd: FOLDER });
  if (code !== 0) {
    console.error(`${script} failed:\n${output}`);
    process.exit(1);
  }
  process.stdout.write(stdout);
}
