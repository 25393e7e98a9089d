import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { digitsRun, firstFound, writeDigits } from './digits-run.fixture.ts';
import {
  answerApproval,
  connect,
  followRun,
  queryRun,
  startTrainToServe,
  startWorkerProcess,
  type Client,
  type WorkerProcess,
} from './index.ts';
import { readRunState } from './journal/read.ts';

jest.setTimeout(300_000);

let folder: string;
let home: { root: string; runsFolder: string };
let temporal: TemporalServer;
let client: Client;
let worker: WorkerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-visibility-'));
  home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
  [temporal] = await Promise.all([startTemporalServer(), writeDigits(join(folder, 'digits'), 200)]);
  client = await connect(temporal.address);
  worker = await startWorkerProcess({ address: temporal.address, ...home });
});
afterAll(async () => {
  await worker?.close();
  await client?.connection.close();
  await temporal?.stop();
  await rm(folder, { recursive: true, force: true });
});

const found = async (query: string) => {
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  return ids;
};
/** What Temporal's web page shows beside a run: the same query. */
const details = async (runId: string) => {
  const metadata = client.workflow.getHandle(runId).query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return (await metadata).currentDetails;
};

it('a run tells how it stands by a query and in the web page, and is found by what is known of it', async () => {
  const { pipeline, who } = digitsRun(join(folder, 'digits'), 1);
  pipeline.gate.minimumRecall = 0;
  pipeline.gate.betterThanConstant = false;
  pipeline.deploy.approval = { within: '2d', otherwise: 'reject' };
  await startTrainToServe(client, { pipeline, who }, { home, runId: 'seen' });
  const waiting = await firstFound(async () => {
    const state = await queryRun(client, 'seen');
    return state.status === 'waiting-for-approval' ? state : undefined;
  });
  expect(waiting).toMatchObject({ pipeline: 'digits', who, trigger: { kind: 'by-hand' } });
  const inJournal = await readRunState(join(home.runsFolder, 'seen'));
  const known = (state = waiting) => state.stages.map(({ stage, status, summary }) => ({ stage, status, summary }));
  expect(known()).toEqual(known(inJournal));
  expect(await details('seen')).toMatch(/\| train \| done \| 1 epochs, best 1: .*\|\n/);
  expect(await (await client.workflow.getHandle('seen').describe()).staticSummary()).toBe(
    'Pipeline digits, model digits',
  );

  await answerApproval(client, 'seen', { decision: 'approve', who: 'ada', why: 'fewer 4/9 mix-ups' });
  await followRun(client, 'seen', { runsFolder: home.runsFolder, onState: () => undefined });
  expect(await queryRun(client, 'seen')).toMatchObject({ status: 'done', outcome: 'promoted' });
  expect(await details('seen')).toMatch(/\*\*promoted\*\*$/);
  const { events } = await client.workflow.getHandle('seen').fetchHistory();
  const scheduled = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: it }) => it?.activityId ?? []);
  expect(scheduled.slice(1, 4)).toEqual(['ingest', 'scrub', 'split']);

  const { searchAttributes } = await client.workflow.getHandle('seen').describe();
  const dataset = String(searchAttributes['SightlineDataset']?.[0]);
  expect(dataset).toMatch(/^[0-9a-f]{64}$/);
  const all = [
    "SightlinePipeline = 'digits'",
    `SightlineDataset = '${dataset}'`,
    "SightlineModel = 'digits'",
    'SightlineVersion = 1',
    "SightlineStage = 'report'",
    "SightlineTrigger = 'by-hand'",
    "SightlineGate = 'passed'",
  ];
  await firstFound(async () => (await found(all.join(' AND '))).includes('seen') || undefined);
  expect(await found("SightlineGate = 'refused'")).toEqual([]);
});

it('that no server knows, or no worker, cannot tell', async () => {
  await expect(queryRun(client, 'unheard-of')).rejects.toMatchObject({ code: 'workflows/run-not-found' });
  const elsewhere = { root: join(folder, 'b', 'artifacts'), runsFolder: join(folder, 'b', 'runs') };
  await startTrainToServe(client, digitsRun(folder, 1), { home: elsewhere, runId: 'waits' });
  await expect(queryRun(client, 'waits')).rejects.toMatchObject({ code: 'workflows/server-unreachable' });
});
