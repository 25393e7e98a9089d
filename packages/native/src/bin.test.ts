import { fileURLToPath } from 'node:url';
import { useEmptyCache } from './cache.fixture.ts';
import { runCommand } from './run-command.ts';

const cache = useEmptyCache();
const run = (args: string[], cwd = process.cwd()) =>
  runCommand(process.execPath, [fileURLToPath(new URL('../dist/bin.js', import.meta.url)), ...args], {
    cwd,
    env: { ...process.env, PATH: '' },
  });

it('prints for a script what is installed', async () => {
  const { code, output } = await run(['status', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(output)).toEqual({ cache: cache(), tensorflow: null, temporal: null });
});

it.each([[['paint']], [['install', 'tensorflo']], [['status', '--jsn']]])(
  'ends with 2 and says what is allowed for %j',
  async (args) => {
    const { code, output } = await run(args);
    expect(code).toBe(2);
    expect(output).toMatch(/install tensorflow|Allowed: tensorflow, temporal|Unknown option '--jsn'/);
  },
);

it('ends with 1 and one message when a part cannot be installed', async () => {
  const { code, output } = await run(['install', 'tensorflow'], cache());
  expect(code).toBe(1);
  expect(output).toMatch(/^No C\+\+ compiler was found.*\n$/);
});
