import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, openStore } from '@sightline/artifacts';
import type { ApprovalAnswer, ApprovalRule, RunResult, TrainToServeInput } from '@sightline/contracts';
import { openApproval } from '@sightline/contracts/run';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { digitsRun, firstFound, writeDigits } from './digits-run.fixture.ts';
import {
  answerApproval,
  cancelRun,
  connect,
  followRun,
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
  folder = await mkdtemp(join(tmpdir(), 'sightline-approval-'));
  home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
  [temporal] = await Promise.all([startTemporalServer(), writeDigits(join(folder, 'digits'), 200)]);
  client = await connect(temporal.address);
  worker = await startWorker();
});
afterAll(async () => {
  await worker?.close();
  await client?.connection.close();
  await temporal?.stop();
  await rm(folder, { recursive: true, force: true });
});

const startWorker = () => startWorkerProcess({ address: temporal.address, ...home });
const stateOf = (runId: string) => readRunState(join(home.runsFolder, runId));
const follow = async (runId: string) =>
  (await followRun(client, runId, { runsFolder: home.runsFolder, onState: () => undefined })) as RunResult;
const promotions = (name: string) => openRegistry(openStore(home.root)).promotions(name);
const reportOf = (runId: string) => readFile(join(home.runsFolder, runId, 'report.html'), 'utf8');
const yes: ApprovalAnswer = { decision: 'approve', who: 'ada', why: 'fewer 4/9 mix-ups' };
const no: ApprovalAnswer = { decision: 'reject', who: 'grace', why: 'mistakes 1 for 7' };

/** A run of the same training each time, under a model of its name. */
function asking(name: string, approval?: ApprovalRule): TrainToServeInput {
  const { pipeline, who } = digitsRun(join(folder, 'digits'), 2);
  const gate = { ...pipeline.gate, minimumRecall: 0, betterThanConstant: false };
  return { pipeline: { ...pipeline, gate, deploy: { ...pipeline.deploy, name, ...(approval && { approval }) } }, who };
}
const start = (runId: string, approval?: ApprovalRule) =>
  startTrainToServe(client, asking(runId, approval), { home, runId });
const questionOf = (runId: string) => firstFound(async () => openApproval((await stateOf(runId))?.approvals));

it('promotes what a person approves; a bad answer, an early and a second one are refused', async () => {
  await start('approved', { within: '2d', otherwise: 'reject' });
  await expect(answerApproval(client, 'approved', yes)).rejects.toMatchObject({
    code: 'workflows/approval-not-awaited',
    message: expect.stringMatching(/^Run approved does not wait for an answer yet/),
  });

  const question = await questionOf('approved');
  expect(question).toMatchObject({ model: { name: 'approved', version: 1 }, production: null, otherwise: 'reject' });
  expect(question.until - question.at).toBe(2 * 86_400_000);
  expect((await stateOf('approved'))?.status).toBe('waiting-for-approval');
  // A person can look at what is asked about.
  expect((await openRegistry(openStore(home.root)).version('approved', 1)).gate.passed).toBe(true);
  expect(await promotions('approved')).toEqual([]);

  const bad: [object, RegExp][] = [
    [{ ...yes, why: ' ' }, /why is missing or empty/],
    [{ ...yes, who: '' }, /who is missing or empty/],
    [{ ...yes, why: 'x'.repeat(2_001) }, /why has 2001 characters\. At most 2000/],
    [{ ...yes, decision: 'perhaps' }, /must be "approve" or "reject"/],
    [{ ...yes, more: 1 }, /unknown key "more"/],
  ];
  for (const [answer, says] of bad) {
    const given = answerApproval(client, 'approved', answer as ApprovalAnswer);
    await expect(given).rejects.toMatchObject({
      code: 'workflows/invalid-answer',
      message: expect.stringMatching(says),
    });
  }

  const many = await Promise.allSettled(Array.from({ length: 30 }, () => answerApproval(client, 'approved', yes)));
  const taken = many.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  expect(taken).toEqual([{ ...yes, at: expect.any(Number) }]);
  const refusals = many.flatMap((each) => (each.status === 'rejected' ? [each.reason as { code: string }] : []));
  for (const { code } of refusals)
    expect(['workflows/approval-answered', 'workflows/approval-not-awaited']).toContain(code);
  const codes = new Set(refusals.map(({ code }) => code));
  expect(codes).toContain('workflows/approval-answered');

  expect(await follow('approved')).toMatchObject({ outcome: 'promoted', approvals: [{ answer: yes }] });
  expect(await promotions('approved')).toMatchObject([
    { to: 1, why: 'run approved passed its gate, and ada approved it: fewer 4/9 mix-ups' },
  ]);
  expect(await reportOf('approved')).toMatch(/ada approved approved version 1: fewer 4\/9 mix-ups/);
  await expect(answerApproval(client, 'approved', no)).rejects.toMatchObject({
    code: 'workflows/approval-not-awaited',
    message: expect.stringContaining('has ended'),
  });
  const history = await client.workflow.getHandle('approved').fetchHistory();
  const updates = history.events?.filter(({ workflowExecutionUpdateAcceptedEventAttributes: it }) => it) ?? [];
  expect(updates).toHaveLength(1);

  // What is in production already needs no approval.
  await startTrainToServe(client, asking('approved', { within: '2d', otherwise: 'reject' }), { home, runId: 'again' });
  const again = await follow('again');
  expect(again.outcome).toBe('promoted');
  expect(again.approvals).toBeUndefined();
});

it('leaves production alone where a person rejects', async () => {
  await start('rejected', { within: '1h', otherwise: 'promote' });
  await questionOf('rejected');
  await answerApproval(client, 'rejected', no);
  const reason = expect.stringMatching(/^grace rejected it: mistakes 1 for 7\. `sightline promote rejected 1 --why/);
  expect(await follow('rejected')).toMatchObject({ outcome: 'rejected', reason, model: { version: 1 } });
  expect(await stateOf('rejected')).toMatchObject({ status: 'done', outcome: 'rejected', reason });
  expect(await promotions('rejected')).toEqual([]);
  expect(await reportOf('rejected')).toContain('grace rejected rejected version 1: mistakes 1 for 7');
});

it.each([
  ['reject', 'rejected'],
  ['promote', 'promoted'],
] as const)('ends as the pipeline says when nobody answers: %s', async (otherwise, outcome) => {
  const runId = `silent-${otherwise}`;
  await start(runId, { within: '1s', otherwise });
  const result = await follow(runId);
  expect(result.outcome).toBe(outcome);
  expect(result.approvals).toMatchObject([{ timedOutAt: expect.any(Number) }]);
  expect((await promotions(runId)).map(({ to }) => to)).toEqual(otherwise === 'promote' ? [1] : []);
});

it('asks nobody where the pipeline does not want it, and says so', async () => {
  await start('unasked');
  await expect(answerApproval(client, 'unasked', yes)).rejects.toMatchObject({
    message: 'Run unasked asks for no approval: its pipeline has no deploy.approval.',
  });
  expect((await follow('unasked')).approvals).toBeUndefined();
  await expect(answerApproval(client, 'unheard-of', yes)).rejects.toMatchObject({ code: 'workflows/run-not-found' });
});

it('is cancelled while it waits', async () => {
  await start('cancelled', { within: '2d', otherwise: 'reject' });
  await questionOf('cancelled');
  await cancelRun(client, 'cancelled', { runsFolder: home.runsFolder, who: 'ada' });
  await expect(follow('cancelled')).rejects.toMatchObject({ code: 'workflows/cancelled' });
  expect(await stateOf('cancelled')).toMatchObject({ status: 'cancelled', cancelledBy: 'ada' });
  expect(await promotions('cancelled')).toEqual([]);
});

it('takes the answer after kill -9 of the worker that waited', async () => {
  await start('killed', { within: '2d', otherwise: 'reject' });
  await questionOf('killed');
  process.kill(worker.pid, 'SIGKILL');
  const answered = answerApproval(client, 'killed', yes);
  worker = await startWorker();
  expect(await answered).toMatchObject(yes);
  expect(await follow('killed')).toMatchObject({ outcome: 'promoted', approvals: [{ answer: yes }] });
});

it('asks again, for another comparison, when production moved while it waited', async () => {
  const named = (seed: number, approval?: ApprovalRule) => {
    const { pipeline, who } = asking('moving', approval);
    return { pipeline: { ...pipeline, seed, gate: { ...pipeline.gate, notWorseThanProduction: false } }, who };
  };
  await startTrainToServe(client, named(0, { within: '2d', otherwise: 'reject' }), { home, runId: 'moving' });
  await questionOf('moving');
  await startTrainToServe(client, named(1), { home, runId: 'faster' });
  expect(await follow('faster')).toMatchObject({ outcome: 'promoted', model: { version: 2 } });

  await answerApproval(client, 'moving', yes);
  const again = await firstFound(async () => {
    const { approvals = [] } = (await stateOf('moving')) ?? {};
    return approvals.length > 1 ? openApproval(approvals) : undefined;
  });
  expect(again).toMatchObject({ model: { version: 1 }, production: 2 });
  expect((await promotions('moving')).map(({ to }) => to)).toEqual([2]);
  await firstFound(async () => answerApproval(client, 'moving', { ...yes, who: 'grace' }).catch(() => undefined));
  const { outcome, approvals } = await follow('moving');
  expect({ outcome, who: approvals?.map(({ answer }) => answer?.who) }).toEqual({
    outcome: 'promoted',
    who: ['ada', 'grace'],
  });
  expect((await promotions('moving')).map(({ from, to }) => [from, to])).toEqual([
    [null, 2],
    [2, 1],
  ]);
});
