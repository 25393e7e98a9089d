import { cp, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRegistry, openStore } from '@sightline/artifacts';
import type { Pipeline } from '@sightline/contracts';
import { taskQueueOf } from '../client/task-queue.ts';
import { digitsRun, firstFound, writeDigits } from '../digits-run.fixture.ts';
import { applyTriggers } from './applied.ts';
import { openFirings } from './firings.ts';
import { serveTriggers, type TriggerServer } from './serve.ts';
import { openTriggerPlace, type TriggerPlace } from './triggers.fixture.ts';
import { firingsOf } from './why.ts';

jest.setTimeout(300_000);

let place: TriggerPlace;
let images: string;
let server: TriggerServer | undefined;

beforeAll(async () => {
  place = await openTriggerPlace();
  images = join(place.folder, 'digits');
  await mkdir(images);
});
afterAll(async () => {
  await server?.close();
  await place?.close();
});

const serve = async () => (server = await serveTriggers(place.client, { home: place.home }));
const restart = async () => {
  await server?.close();
  await serve();
};
async function apply(name: string, triggers: NonNullable<Pipeline['triggers']>) {
  const { pipeline, who } = digitsRun(images, 1);
  await applyTriggers({ pipeline: { ...pipeline, name, triggers }, who }, place.home);
}
/** The firings of a pipeline, the newest first, once there are so many and the newest has come to this. */
const fired = async (name: string, count: number, came: 'started' | 'waiting' | 'none' = 'started') =>
  firstFound(async () => {
    const firings = await firingsOf(name, place.home);
    const { state, reason } = firings[0] ?? {};
    const hasCome = came === 'waiting' ? state === 'pending' && reason !== undefined : state === came;
    return firings.length >= count && hasCome ? firings : undefined;
  });
/** No worker is there that would end it. */
const end = (runId = '') => place.client.workflow.getHandle(runId).terminate();
/** Long enough for what should not fire. */
const meanwhile = () => sleep(4_000);

describe('a watched folder', () => {
  beforeAll(async () => {
    await apply('digits', { folder: { settle: '2s' } });
    await serve();
  });

  it('leads to no run while nothing is there, nor while files are being written', async () => {
    await meanwhile();
    await writeDigits(images, 20);
    const file = await open(join(images, '0/late.png'), 'w');
    for (let part = 0; part < 10; part++) {
      await file.write(Buffer.alloc(100, part));
      await sleep(500);
    }
    expect(await firingsOf('digits', place.home)).toEqual([]);
    await file.close();
  });

  it('leads to one run when data has come, also after a restart', async () => {
    const [firing] = await fired('digits', 1);
    await restart();
    await meanwhile();
    expect(await firingsOf('digits', place.home)).toEqual([firing]);
    expect(await place.runs('digits')).toMatchObject([{ runId: firing?.runId, trigger: { kind: 'folder' } }]);
  });

  it('leads to another run for what came while nobody watched, once the first has ended', async () => {
    const [first] = await place.started('digits');
    await server?.close();
    await writeDigits(images, 30);
    await serve();
    const [waiting] = await fired('digits', 2, 'waiting');
    expect(waiting?.reason).toContain(`until run ${first} of the pipeline has ended`);
    await end(first);
    const [second] = await fired('digits', 2);
    expect(second?.runId).not.toBe(first);
    expect(await place.started('digits')).toHaveLength(2);
  });

  it('leads to none when its files are written again as they were', async () => {
    const before = await firingsOf('digits', place.home);
    await cp(images, join(place.folder, 'copy'), { recursive: true });
    await cp(join(place.folder, 'copy'), images, { recursive: true });
    await meanwhile();
    expect(await firingsOf('digits', place.home)).toEqual(before);
  });
});

it('starts one run for the promotion of another model, and none for one from before', async () => {
  const registry = openRegistry(openStore(place.home.root));
  const [gate, who, why] = [{ passed: true, checks: [] }, 'ada', 'a test'];
  for (const id of ['1', '2', '3'])
    await registry.register({ name: 'backbone', model: { kind: 'model', id: id.repeat(64) }, gate });
  const promote = (version: number) => registry.promote({ name: 'backbone', alias: 'production', version, who, why });
  await promote(1);
  await apply('follower', { promotion: { model: 'backbone', alias: 'production' } });
  await meanwhile();
  expect(await firingsOf('follower', place.home)).toEqual([]);

  await promote(2);
  const [first] = await fired('follower', 1);
  const trigger = { kind: 'promotion', model: 'backbone', alias: 'production', version: 2, sequence: 2 };
  expect(await place.runs('follower')).toMatchObject([{ runId: first?.runId, trigger }]);
  await end(first?.runId);
  await restart();
  await meanwhile();
  await registry.rollback({ name: 'backbone', alias: 'production', who, why });
  await meanwhile();
  expect(await firingsOf('follower', place.home)).toHaveLength(1);

  await promote(3);
  expect((await fired('follower', 2))[0]).toMatchObject({ trigger: { version: 3, sequence: 4 } });
});

it('starts what had fired and broke off, and says why not where the triggers have gone', async () => {
  await server?.close();
  const trigger = { kind: 'by-hand', key: '1' } as const;
  const queue = taskQueueOf(place.home.root);
  const noted = { id: 'by-hand-1', queue, at: Date.now(), trigger, state: 'pending' } as const;
  const firings = openFirings(openStore(place.home.root));
  await apply('left', { folder: { settle: '1d' } });
  await firings.add({ ...noted, pipeline: 'left' });
  await firings.add({ ...noted, pipeline: 'gone' });
  await serve();
  const [left] = await fired('left', 1);
  expect(await place.runs('left')).toMatchObject([{ runId: left?.runId, trigger }]);
  const [gone] = await fired('gone', 1, 'none');
  expect(gone?.reason).toContain('were deleted');
});
