// @ts-check
// npm run check:zoo: the contract tests of the model zoo and of its exports over every entry, the largest included,
// which `npm test` only counts. npm run check:zoo -- resnet takes those whose names contain the word.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TESTS = [
  ['models', 'src/trunks/architectures.test.ts'],
  ['deployer', 'src/formats-zoo.test.ts'],
];
/** One network with many parameters is built over and over: each test of the largest takes minutes. */
const TIMEOUT_MS = 1_800_000;

const words = process.argv.slice(2);
const only = words.length > 0 ? ['--testNamePattern', words.join('|')] : [];
let failed = 0;
for (const [name = '', test = ''] of TESTS) {
  const { status } = spawnSync('npx', ['jest', test, '--verbose', '--testTimeout', String(TIMEOUT_MS), ...only], {
    cwd: fileURLToPath(new URL(`../../packages/${name}`, import.meta.url)),
    env: { ...process.env, ZOO: 'all' },
    stdio: 'inherit',
  });
  if (status !== 0) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;
