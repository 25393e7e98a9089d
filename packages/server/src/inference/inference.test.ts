import childProcess, { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Inference, startInference } from './inference.ts';
import type { GraphTensors } from './messages.ts';
import type { NamedTensors, TensorData } from './tensor.ts';
import type { TensorSpec } from '@sightline/contracts';
import { TENSORS, until } from '../fixtures/registry.fixture.ts';

const MODEL = join(__dirname, '../fixtures/digits-1.onnx');
const tensors = (shape: number[], classes: number): GraphTensors => ({
  inputs: [{ name: 'image', dtype: 'float32', shape }],
  outputs: [{ name: 'probabilities', dtype: 'float32', shape: [classes] }],
});
const DIGITS = tensors([28, 28, 1], 10);
const images = (data: Float32Array, shape: number[]): NamedTensors => ({ image: { dtype: 'float32', data, shape } });
const zeros = (batch: number) => images(new Float32Array(batch * 784), [batch, 28, 28, 1]);
/**
 * Computes for as many million rounds of a loop, of about a microsecond each, as the greatest value of its input says.
 */
const SLOW_MODEL = join(__dirname, '../fixtures/slow.onnx');
const SLOW = tensors([8, 8, 3], 3);
const rounds = (millions: number) => images(new Float32Array(192).fill(millions), [1, 8, 8, 3]);
const STOPPING = { status: 'rejected', reason: { code: 'server/stopping' } };

describe('inference process', () => {
  const spawned = jest.spyOn(childProcess, 'spawn');
  const warnings: string[] = [];
  let inference: Inference;

  beforeEach(() => {
    spawned.mockClear();
    warnings.length = 0;
    inference = startInference({ warn: (text) => warnings.push(text) });
  });

  afterEach(async () => inference.close());

  const processes = () => spawned.mock.results.map(({ value }) => value as ChildProcess);
  const isAlive = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

  it('answers with a row of probabilities for each input', async () => {
    const session = await inference.load(MODEL, DIGITS);
    const { probabilities } = await inference.run(session, zeros(3));
    expect(probabilities).toMatchObject({ dtype: 'float32', shape: [3, 10] });
    expect([...((probabilities as TensorData).data as Float32Array)].reduce((sum, p) => sum + p, 0)).toBeCloseTo(3, 5);
  });

  it('takes and gives several tensors, of every type, by name', async () => {
    const session = await inference.load(join(__dirname, '../fixtures/tensors.onnx'), TENSORS.signature);
    const outputs = await inference.run(session, {
      image: { dtype: 'float32', shape: [1, 1, 2, 3], data: Float32Array.of(1, 2, 3, 3, 4, 5) },
      mask: { dtype: 'bool', shape: [1, 2], data: Uint8Array.of(1, 0) },
      bytes: { dtype: 'uint8', shape: [1, 2], data: Uint8Array.of(0, 255) },
      count: { dtype: 'int64', shape: [1], data: BigInt64Array.of(2n ** 60n) },
      index: { dtype: 'int32', shape: [1, 2], data: Int32Array.of(-5, 7) },
    });
    expect(outputs).toEqual({
      mean: { dtype: 'float32', shape: [1, 3], data: Float32Array.of(2, 3, 4) },
      twice: { dtype: 'float32', shape: [1, 1, 2, 3], data: Float32Array.of(2, 4, 6, 6, 8, 10) },
      next: { dtype: 'int64', shape: [1], data: BigInt64Array.of(2n ** 60n + 1n) },
      opposite: { dtype: 'bool', shape: [1, 2], data: Uint8Array.of(0, 1) },
      same: { dtype: 'uint8', shape: [1, 2], data: Uint8Array.of(0, 255) },
      sum: { dtype: 'int32', shape: [1, 2], data: Int32Array.of(-10, 14) },
    });
  });

  it('refuses a graph that has other inputs or outputs than it is asked for', async () => {
    const [probabilities] = DIGITS.outputs;
    await expect(
      inference.load(MODEL, { ...DIGITS, inputs: [{ name: 'image', dtype: 'uint8', shape: [28, 28, 1] }] }),
    ).rejects.toThrow('model.onnx has the inputs image (float32), signature.json says image (uint8).');
    await expect(
      inference.load(MODEL, { ...DIGITS, outputs: [{ ...probabilities, name: 'scores' } as TensorSpec] }),
    ).rejects.toThrow('model.onnx has the outputs none, signature.json says scores (float32).');
  });

  it.each(['SIGSEGV', 'SIGABRT', 'SIGKILL'] as const)(
    'that dies of %s is replaced, with its sessions; only the request in it fails',
    async (signal) => {
      const session = await inference.load(MODEL, DIGITS);
      const expected = await inference.run(session, zeros(1));
      const slow = await inference.load(SLOW_MODEL, SLOW);
      const answers = [inference.run(slow, rounds(1_000)), ...[1, 1, 1].map((n) => inference.run(session, zeros(n)))];
      processes()[0]?.kill(signal);
      const [killed, ...others] = await Promise.allSettled(answers);
      const message = `The inference process was ended by ${signal} in this request. It is being replaced.`;
      expect(killed).toMatchObject({ status: 'rejected', reason: { code: 'server/model-failed', message } });
      for (const other of others) expect(other).toMatchObject({ status: 'fulfilled', value: expected });
      expect(processes().map(isAlive)).toEqual([false, true]);
      expect(warnings).toEqual([message]);
    },
  );

  it('that dies while it opens a session takes only that request, and is not stopped by it again', async () => {
    const session = await inference.load(MODEL, DIGITS);
    // Held while it is asked, so that it cannot have answered before the signal arrives.
    const [held] = processes();
    held?.kill('SIGSTOP');
    const opening = inference.load(MODEL, DIGITS);
    held?.kill('SIGSEGV');
    held?.kill('SIGCONT');
    await expect(opening).rejects.toMatchObject({ code: 'server/model-failed' });
    expect(await inference.run(session, zeros(1))).toMatchObject({ probabilities: { shape: [1, 10] } });
  });

  it('that died idle is replaced at the next request; a session that cannot be opened again fails alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sightline-inference-'));
    const gone = join(folder, 'model.onnx');
    await copyFile(MODEL, gone);
    const sessions = [await inference.load(gone, DIGITS), await inference.load(MODEL, DIGITS)] as const;
    await rm(folder, { recursive: true });
    processes()[0]?.kill('SIGKILL');
    await until('the end to be noticed', () => warnings.length > 0);
    await expect(inference.run(sessions[0], zeros(1))).rejects.toMatchObject({ code: 'server/model-failed' });
    expect(await inference.run(sessions[1], zeros(1))).toMatchObject({ probabilities: { shape: [1, 10] } });
  });

  it('that cannot be started fails each request, and says why', async () => {
    spawned.mockImplementationOnce(() => jest.requireActual<typeof childProcess>('node:child_process').spawn('/none'));
    await expect(inference.load(MODEL, DIGITS)).rejects.toMatchObject({
      code: 'server/model-failed',
      message: expect.stringMatching(/could not be started .*ENOENT/),
    });
    await inference.load(MODEL, DIGITS);
  });

  it('refuses a file that is not a model, a wrong shape and a released session, and continues', async () => {
    await expect(inference.load(__filename, DIGITS)).rejects.toMatchObject({ code: 'server/model-failed' });
    const session = await inference.load(MODEL, DIGITS);
    await expect(inference.run(session, images(new Float32Array(4), [1, 2, 2, 1]))).rejects.toMatchObject({
      code: 'server/model-failed',
    });
    expect(await inference.run(session, zeros(1))).toMatchObject({ probabilities: { shape: [1, 10] } });
    await inference.release(session);
    await expect(inference.run(session, zeros(1))).rejects.toMatchObject({ code: 'server/model-failed' });
  });

  it('answers the current run at close, refuses what waits and what comes, and ends; also when c', async () => {
    const session = await inference.load(SLOW_MODEL, SLOW);
    const settled = Promise.allSettled([inference.run(session, rounds(0.1)), inference.run(session, rounds(0))]);
    await Promise.all([inference.close(), inference.close()]);
    expect(processes().map(isAlive)).toEqual([false]);
    expect(await settled).toMatchObject([
      { status: 'fulfilled', value: { probabilities: { shape: [1, 3] } } },
      STOPPING,
    ]);
    await expect(inference.run(session, zeros(1))).rejects.toMatchObject(STOPPING.reason);
    await inference.close();
    expect(warnings).toEqual([]);
  });

  it.each([0, 40, 150])('closes while it starts and opens a session: %i ms after it was asked', async (wait) => {
    const loading = Promise.allSettled([inference.load(MODEL, DIGITS), inference.load(MODEL, DIGITS)]);
    await new Promise((wake) => setTimeout(wake, wait));
    await inference.close();
    expect(processes().map(isAlive)).toEqual([false]);
    for (const { status } of await loading) expect(['fulfilled', 'rejected']).toContain(status);
  });

  it('ends a run that does not end within the limit, and refuses it', async () => {
    const session = await inference.load(SLOW_MODEL, SLOW);
    const run = Promise.allSettled([inference.run(session, rounds(1_000))]);
    await inference.close();
    expect(processes()[0]?.signalCode).toBe('SIGKILL');
    expect(await run).toMatchObject([STOPPING]);
  });
});

/** Begins a run of a quarter of a second or more, and leaves it for a moment that depends on the seed. */
const IN_A_RUN = (seed: number) => `
  const { startInference } = await import(${JSON.stringify(join(__dirname, '../../dist/inference/inference.js'))});
  const inference = startInference();
  const session = await inference.load(${JSON.stringify(SLOW_MODEL)}, ${JSON.stringify(DIGITS)});
  let answered = false;
  const image = { dtype: 'float32', data: new Float32Array(192).fill(0.25), shape: [1, 8, 8, 3] };
  const answer = inference.run(session, { image }).finally(() => (answered = true));
  await new Promise((wake) => setTimeout(wake, ${seed * 11}));
  console.log(answered);`;

describe('a process whose model computes', () => {
  async function run(code: string): Promise<{ code: number | null; said: string }> {
    const child = childProcess.spawn(process.execPath, ['--input-type=module', '-e', code]);
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [status] = (await once(child, 'close')) as [number | null];
    return { code: status, said };
  }

  it.each([0, 1, 2, 3, 4, 5])(
    'ends well when it closes in the middle of a run, which is answered: %i',
    async (seed) => {
      const code = `${IN_A_RUN(seed)}
      await inference.close();
      console.log((await answer).probabilities.shape.join());`;
      expect(await run(code)).toEqual({ code: 0, said: 'false\n1,3\n' });
    },
  );

  it.each([0, 3, 5])('leaves in the middle of a run with the exit code that it gives: %i', async (seed) => {
    expect(await run(`${IN_A_RUN(seed)} process.exit(7);`)).toEqual({ code: 7, said: 'false\n' });
  });
});
