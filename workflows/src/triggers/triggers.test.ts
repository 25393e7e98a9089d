import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '@sightline/artifacts';
import { formatTrigger, type Trigger } from '@sightline/contracts/run';
import { startRetrain } from '../client/client.ts';
import { digitsRun, writeDigits } from '../digits-run.fixture.ts';
import { applyTriggers, deleteTriggers, listTriggers, triggersOf } from './applied.ts';
import { fire } from './fire.ts';
import { firingIdOf } from './firing.ts';
import { openFirings } from './firings.ts';
import type { TriggerKind } from './kinds/trigger-kind.ts';
import { type Kind, TRIGGERS } from './kinds/triggers.ts';
import { openTriggerPlace, type TriggerPlace } from './triggers.fixture.ts';
import { firingsOf } from './why.ts';

jest.setTimeout(300_000);

let place: TriggerPlace;
let images: string;
const webhook = { secret: { env: 'SECRET_OF_THE_TESTS' }, tolerance: '5m' };

beforeAll(async () => {
  place = await openTriggerPlace();
  images = join(place.folder, 'digits');
  await writeDigits(images, 20);
});
afterAll(() => place?.close());

/** Two occasions of each kind. */
const OCCASIONS: { readonly [Of in Kind]: readonly [Trigger & { kind: Of }, Trigger & { kind: Of }] } = {
  'by-hand': [
    { kind: 'by-hand', key: 'one' },
    { kind: 'by-hand', key: 'other' },
  ],
  schedule: [
    { kind: 'schedule', schedule: 'digits', dueAt: 1_000 },
    { kind: 'schedule', schedule: 'digits', dueAt: 2_000 },
  ],
  folder: [
    { kind: 'folder', data: 'a'.repeat(64) },
    { kind: 'folder', data: 'b'.repeat(64) },
  ],
  webhook: [
    { kind: 'webhook', message: 'msg_1' },
    { kind: 'webhook', message: 'msg_2' },
  ],
  promotion: [
    { kind: 'promotion', model: 'backbone', alias: 'production', version: 1, sequence: 1 },
    { kind: 'promotion', model: 'backbone', alias: 'production', version: 1, sequence: 3 },
  ],
};

async function triggered(name: string, source = images) {
  const { pipeline, who } = digitsRun(source, 1);
  await applyTriggers({ pipeline: { ...pipeline, name, triggers: { webhook } }, who }, place.home);
  return triggersOf(name, place.home);
}

describe.each(Object.keys(TRIGGERS) as Kind[])('a trigger of the kind %s', (kind) => {
  const [occasion, another] = OCCASIONS[kind];
  const fireOnce = async (trigger = occasion) =>
    // As after a restart: nothing is in memory.
    fire(trigger, await triggersOf(kind, place.home), { ...place, firings: openFirings(openStore(place.home.root)) });

  it('tells one occasion from another, by a key and in words', () => {
    const { keyOf } = TRIGGERS[kind] as TriggerKind<Trigger>;
    expect(keyOf({ ...occasion })).toBe(keyOf(occasion));
    expect(keyOf(another)).not.toBe(keyOf(occasion));
    expect(formatTrigger(occasion)).toMatch(/^by /);
  });

  it('starts one run, however often it fires: at once, and after a restart', async () => {
    await triggered(kind);
    const fired = [...(await Promise.all([fireOnce(), fireOnce(), fireOnce()])), await fireOnce()];
    expect(fired.filter(({ isRepeated }) => !isRepeated)).toHaveLength(1);
    const [runId, ...more] = await place.started(kind);
    expect(more).toEqual([]);
    expect((await firingsOf(kind, place.home)).map(({ runId: led }) => led)).toEqual([runId]);
    expect(await place.runs(kind)).toMatchObject([{ runId, trigger: occasion, who: 'a test' }]);
    const { memo } = await place.client.workflow.getHandle(runId as string).describe();
    expect(memo).toMatchObject({ trigger: occasion });
  });

  it('waits while a run of the pipeline goes on, and starts the next one then', async () => {
    const [first] = await place.started(kind);
    // What a message is about is what the source holds.
    if (kind === 'webhook') await writeDigits(images, 30);
    const waiting = await fireOnce(another);
    expect(waiting).toMatchObject({ state: 'pending', reason: expect.stringContaining(`run ${first}`) });
    await place.client.workflow.getHandle(first as string).terminate();
    expect(await fireOnce(another)).toMatchObject({ state: 'started', isRepeated: true });
    expect(await place.started(kind)).toHaveLength(2);
  });
});

it('starts one run for what comes by two ways', async () => {
  const both = await triggered('both');
  const firer = { ...place, firings: openFirings(openStore(place.home.root)) };
  const { data } = await fire({ kind: 'webhook', message: 'msg_1' }, both, firer);
  const second = await fire({ kind: 'folder', data: data as string }, both, firer);
  expect(second).toMatchObject({
    state: 'none',
    reason: expect.stringMatching(/^The source holds what firing webhook-/),
  });
  expect(await place.started('both')).toHaveLength(1);
});

it('goes on where it broke off between what is noted and its run', async () => {
  const cut = await triggered('cut');
  const firings = openFirings(openStore(place.home.root));
  const trigger = { kind: 'by-hand', key: 'cut' } as const;
  const gone = { ...place, firings: { ...firings, claim: async () => Promise.reject(new Error('killed')) } };
  expect(await fire(trigger, cut, gone)).toMatchObject({ state: 'pending', reason: expect.stringContaining('killed') });
  expect(await place.started('cut')).toEqual([]);
  expect(await fire(trigger, cut, { ...place, firings })).toMatchObject({ state: 'started', isRepeated: true });
  expect(await place.started('cut')).toHaveLength(1);
});

it('leaves what another home on the same store has noted to that', async () => {
  const shared = await triggered('shared');
  const firings = openFirings(openStore(place.home.root));
  const trigger = { kind: 'by-hand', key: 'theirs' } as const;
  const id = firingIdOf(trigger, 'theirs');
  await firings.add({ id, pipeline: 'shared', queue: 'another', at: 1, trigger, state: 'pending' });
  expect(await fire(trigger, shared, { ...place, firings })).toMatchObject({ state: 'pending', isRepeated: true });
  expect(await place.started('shared')).toEqual([]);
});

it('says why there is no run where the source cannot be read', async () => {
  const empty = join(place.folder, 'empty');
  await mkdir(empty);
  const firings = openFirings(openStore(place.home.root));
  const fired = await fire({ kind: 'webhook', message: 'msg_1' }, await triggered('nothing', empty), {
    ...place,
    firings,
  });
  expect(fired).toMatchObject({ state: 'none', reason: expect.stringContaining(empty) });
  expect(await firingsOf('nothing', place.home)).toMatchObject([{ state: 'none', reason: fired.reason }]);
});

it('tells what began the runs that a person or Temporal started', async () => {
  const { pipeline, who } = digitsRun(images, 1);
  const runId = await startRetrain(place.client, { pipeline: { ...pipeline, name: 'mine' }, who }, place);
  expect(await firingsOf('mine', place.home)).toMatchObject([
    { trigger: { kind: 'by-hand' }, state: 'started', runId, run: { status: 'waiting' } },
  ]);
});

it('is made as its section says by applying it, and tells what has changed', async () => {
  const { pipeline, who } = digitsRun(images, 1);
  const apply = (triggers?: (typeof pipeline)['triggers']) =>
    applyTriggers({ pipeline: { ...pipeline, name: 'applied', ...(triggers && { triggers }) }, who }, place.home);
  expect(await apply({ folder: { settle: '30s' } })).toMatchObject({ action: 'created' });
  expect(await apply({ folder: { settle: '30s' } })).toMatchObject({ action: 'none', changes: [] });
  expect(await apply({ folder: { settle: '2m' } })).toMatchObject({
    action: 'updated',
    changes: ['triggers.folder.settle: "30s" → "2m"'],
  });
  const names = async () => (await listTriggers(place.home)).map(({ pipeline: { name } }) => name);
  expect(await names()).toContain('applied');
  expect(await apply()).toMatchObject({ action: 'deleted' });
  expect(await apply()).toMatchObject({ action: 'none' });
  expect(await names()).not.toContain('applied');
  await expect(deleteTriggers('applied', place.home)).rejects.toMatchObject({ code: 'workflows/trigger-not-found' });
});
