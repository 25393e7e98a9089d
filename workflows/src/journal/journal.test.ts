import { readdirSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '@sightline/contracts/run';
import { appendEvent } from './append.ts';
import { endRun } from './end-run.ts';
import { journalReader, readRuns, readRunState } from './read.ts';
import { reserveRoom, withReserve } from './reserve.ts';

let runsFolder: string;
let folder: string;
let file: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'sightline-journal-'));
  folder = join(runsFolder, 'digits-1');
  file = join(folder, 'journal.jsonl');
});
afterEach(() => rm(runsFolder, { recursive: true }));

const startedAt = (at: number): RunEvent => ({
  event: 'run-started',
  at,
  pipeline: 'digits',
  who: 'ada',
  plan: ['ingest', 'scrub'],
  spec: {},
});
const stage = (name: 'ingest' | 'scrub'): RunEvent => ({
  event: 'stage-started',
  at: 1,
  stage: name,
  attempt: 1,
  pid: 1,
});

it('is read as it grows, each event once', async () => {
  const reader = journalReader(folder);
  expect(await reader.next()).toEqual([]);
  appendEvent(folder, startedAt(0));
  expect(await reader.next()).toEqual([startedAt(0)]);
  appendEvent(folder, stage('ingest'));
  appendEvent(folder, stage('scrub'));
  expect(await reader.next()).toEqual([stage('ingest'), stage('scrub')]);
  expect(await reader.next()).toEqual([]);
});

it('does not take a line for whole that is being written', async () => {
  appendEvent(folder, startedAt(0));
  const whole = await readFile(file, 'utf8');
  await truncate(file, whole.length - 10);
  const reader = journalReader(folder);
  expect(await reader.next()).toEqual([]);
  await appendFile(file, whole.slice(-10));
  expect(await reader.next()).toEqual([startedAt(0)]);
});

it('loses nothing but the line that its writer died in', async () => {
  appendEvent(folder, startedAt(0));
  const { length } = await readFile(file, 'utf8');
  appendEvent(folder, stage('ingest'));
  const whole = await readFile(file, 'utf8');
  for (let end = length; end < whole.length; end++) {
    await writeFile(file, whole.slice(0, end));
    appendEvent(folder, stage('scrub'));
    const read = await journalReader(folder).next();
    // Of the torn line only its line break may be what is missing.
    const torn = end === whole.length - 1 ? [stage('ingest')] : [];
    expect(read).toEqual([startedAt(0), ...torn, stage('scrub')]);
  }
});

it('is read by a version that does not know all of its events', async () => {
  appendEvent(folder, startedAt(0));
  await appendFile(file, '{"event":"run-paused","at":1}\n');
  appendEvent(folder, Object.assign(stage('ingest'), { later: true }));
  expect(await journalReader(folder).next()).toEqual([startedAt(0), stage('ingest')]);
});

it('lists the runs of a home, newest first', async () => {
  expect(await readRuns(join(runsFolder, 'none'))).toEqual([]);
  appendEvent(join(runsFolder, 'a'), startedAt(5));
  appendEvent(join(runsFolder, 'b'), startedAt(9));
  await writeFile(join(runsFolder, 'note.txt'), '');
  expect((await readRuns(runsFolder)).map(({ runId }) => runId)).toEqual(['b', 'a']);
  expect(await readRunState(join(runsFolder, 'c'))).toBeUndefined();
});

it('leaves run.json where a run ends without a report', async () => {
  appendEvent(folder, startedAt(0));
  appendEvent(folder, stage('ingest'));
  const error = 'The run was terminated: by hand';
  await endRun(folder, { runId: 'digits-1', pipeline: 'digits', outcome: 'terminated', error, artifacts: {} });
  expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toMatchObject({
    outcome: 'terminated',
    error,
    stages: [
      { stage: 'ingest', status: 'failed' },
      { stage: 'scrub', status: 'left-out' },
    ],
  });
  expect(await readRunState(folder)).toMatchObject({ status: 'terminated', reason: error });
});

it('is written on a full disk too, in the room that the run has reserved', async () => {
  reserveRoom(folder);
  const reserved = await readdir(folder);
  let writes = 0;
  withReserve(folder, () => {
    writes++;
    if (readdirSync(folder).length > 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  });
  expect([reserved.length, writes, await readdir(folder)]).toEqual([1, 2, []]);
});
