import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { namespaceAnswers } from './namespace-answers.ts';
import { temporalCli } from './temporal-cli.ts';
import { startTemporalServer } from './temporal-server.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-temporal-'));
  await temporalCli();
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('starts, answers, keeps its state in a file across a restart, and stops', async () => {
  const cli = await temporalCli();
  const databaseFile = join(folder, 'state', 'temporal.db');
  const first = await startTemporalServer({ databaseFile });
  expect(await namespaceAnswers(first.address)).toBe(true);
  expect(await runCommand(cli, ['operator', 'namespace', 'create', '--address', first.address, 'kept'])).toMatchObject({
    code: 0,
  });
  await first.stop();
  expect(await namespaceAnswers(first.address)).toBe(false);

  const second = await startTemporalServer({ databaseFile });
  expect(
    await runCommand(cli, ['operator', 'namespace', 'describe', '--address', second.address, 'kept']),
  ).toMatchObject({ code: 0 });
  await second.stop();
});

it('stops when aborted', async () => {
  const abort = new AbortController();
  const { pid } = await startTemporalServer({ signal: abort.signal });
  abort.abort();
  await untilDead(pid);
  expect(isAlive(pid)).toBe(false);
});

it('refuses a port in use, even where another Temporal answers', async () => {
  const server = await startTemporalServer();
  const port = Number(server.address.split(':')[1]);
  await expect(startTemporalServer({ port })).rejects.toMatchObject({
    code: 'native/server-failed',
    message: expect.stringMatching(new RegExp(`port ${port}.*EADDRINUSE`)),
  });
  await server.stop();
});

it("reports the end of the server's log when it cannot start", async () => {
  const databaseFile = join(folder, 'not-a-database');
  await writeFile(databaseFile, 'text that is not a database');
  await expect(startTemporalServer({ databaseFile })).rejects.toMatchObject({
    code: 'native/server-failed',
    message: expect.stringMatching(/did not start on 127\.0\.0\.1:\d+: it ended with code 1.*file is not a database/s),
  });
});

it('dies with its parent, even when that is killed', async () => {
  const module = new URL('../../dist/temporal/temporal-server.js', import.meta.url).href;
  const script = `
    import { startTemporalServer } from ${JSON.stringify(module)};
    console.log((await startTemporalServer()).pid);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(String(output));
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await untilDead(pid);
});

/** Resolves when the process is gone; the test's own time limit is the deadline. */
async function untilDead(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
