import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipelineSchema } from '@sightline/contracts';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { digitsRun, firstFound, writeDigits } from './digits-run.fixture.ts';
import { connect, startTrainToServe, startWorkerProcess, type Client, type WorkerProcess } from './index.ts';
import { readRunState } from './journal/read.ts';
import { isSignedWith } from './webhooks/signature.ts';

jest.setTimeout(600_000);

const SECRET = Buffer.alloc(32, 7).toString('base64');

let folder: string;
let home: { root: string; runsFolder: string };
let temporal: TemporalServer;
let client: Client;
let worker: WorkerProcess;
let receiver: Server;
/** What it has received, and what it answers. */
const received: { headers: Record<string, string>; body: string }[] = [];
let answers: number[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-notify-'));
  home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(answers.shift() ?? 204).end();
    });
  }).listen(0, '127.0.0.1');
  [temporal] = await Promise.all([
    startTemporalServer(),
    writeDigits(join(folder, 'digits'), 200),
    once(receiver, 'listening'),
  ]);
  client = await connect(temporal.address, 60_000);
  worker = await startWorkerProcess({ address: temporal.address, ...home });
});
afterAll(async () => {
  await worker?.close();
  await client?.connection.close();
  await temporal?.stop();
  receiver?.close();
  await rm(folder, { recursive: true, force: true });
});

it('sends the end of a run until it is received, and the journal has it', async () => {
  const secret = join(folder, 'secret');
  await writeFile(secret, `${SECRET}\n`);
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const { pipeline } = digitsRun(join(folder, 'digits'), 1);
  const input = {
    pipeline: pipelineSchema.parse({
      ...pipeline,
      ingest: { ...pipeline.ingest, source: { path: join(folder, 'nothing') } },
      notify: [
        { url, secret: { file: secret }, on: ['promoted'] },
        { url, secret: { file: secret } },
      ],
    }),
    who: 'a test',
  };
  answers = [503];
  const runId = await startTrainToServe(client, input, { home });
  const { notifications } = await firstFound(async () => {
    const state = await readRunState(join(home.runsFolder, runId));
    return state?.notifications ? state : undefined;
  });
  expect(notifications).toEqual([{ at: expect.any(Number), url }]);
  expect(received).toHaveLength(2);
  const [first, second] = received;
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  const {
    'webhook-id': id = '',
    'webhook-timestamp': time,
    'webhook-signature': signature = '',
  } = second?.headers ?? {};
  const body = second?.body ?? '';
  expect(isSignedWith({ id, timestamp: Number(time), body }, signature, SECRET)).toBe(true);
  expect(JSON.parse(body)).toMatchObject({
    type: 'run.failed',
    data: { runId, pipeline: 'digits', outcome: 'failed', trigger: { kind: 'by-hand' } },
  });
});
