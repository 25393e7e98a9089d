import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sightlineHome } from '@sightline/artifacts';
import type { Promotion } from '@sightline/contracts';
import { temporaryRegistry } from '@sightline/server/fixtures/registry';
import { connect, serviceState } from '@sightline/workflows';
import { sightline, start } from './cli.fixture.ts';

jest.setTimeout(600_000);

let folder: string;
let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-cli-alias-'));
  registry = await temporaryRegistry();
  for (let version = 0; version < 2; version += 1) await registry.register('digits');
  environment = { SIGHTLINE_HOME: join(folder, 'home'), SIGHTLINE_STORE: registry.root };
});
afterAll(async () => {
  await registry?.remove();
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
});

const promote = (version: string) => sightline(['promote', 'digits', version, '--why', 'better'], environment);
const rollback = () => sightline(['rollback', 'digits', '--why', 'mistakes 1 for 7'], environment);

it('promotes and rolls back without Temporal, and by the workflow of the model where a worker is there', async () => {
  expect(await promote('1')).toMatchObject({ code: 0, stdout: 'production of digits is version 1.\n' });

  const worker = start(['worker'], environment);
  await worker.shows(/Ctrl-C/);
  expect(await promote('2')).toMatchObject({
    code: 0,
    stdout: 'production of digits is version 2; it was version 1.\n',
  });
  expect(await rollback()).toMatchObject({
    code: 0,
    stdout: 'production of digits is version 1 again; it was version 2.\n',
  });
  const { address } = (await serviceState(sightlineHome(environment))) as { address: string };
  const client = await connect(address, 60_000);
  const types = new Set<string>();
  for await (const { type } of client.workflow.list()) types.add(type);
  await client.connection.close();
  expect(types).toContain('modelPromotions');
  worker.child.kill('SIGINT');
  await worker.ended;

  expect(await rollback()).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing to roll back to') });
  const log = JSON.parse((await sightline(['history', 'digits', '--json'], environment)).stdout) as Promotion[];
  expect(log.map(({ action, to }) => `${action} ${to}`)).toEqual(['rollback 1', 'promote 2', 'promote 1']);
});
