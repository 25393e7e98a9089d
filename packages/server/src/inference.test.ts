import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Inference, startInference } from './inference.ts';

const MODEL = join(__dirname, 'fixtures/digits-1.onnx');
const NAMES = { input: 'image', output: 'probabilities' };
const zeros = (batch: number) => ({ data: new Float32Array(batch * 784), shape: [batch, 28, 28, 1] });

describe('inference thread', () => {
  let inference: Inference;

  beforeEach(() => {
    inference = startInference();
  });

  afterEach(async () => inference.close());

  it('answers with a row of probabilities for each input', async () => {
    const session = await inference.load(MODEL, NAMES);
    const { data, shape } = await inference.run(session, zeros(3));
    expect(shape).toEqual([3, 10]);
    expect([...data].reduce((sum, p) => sum + p, 0)).toBeCloseTo(3, 5);
  });

  it('that dies is replaced, with its sessions; only the request in it fails', async () => {
    const posted = jest.spyOn(Worker.prototype, 'postMessage');
    const session = await inference.load(MODEL, NAMES);
    const expected = (await inference.run(session, zeros(1))).data;
    const answers = [20_000, 1, 1, 1].map((batch) => inference.run(session, zeros(batch)));
    void posted.mock.contexts[0]?.terminate();
    const [killed, ...others] = await Promise.allSettled(answers);
    expect(killed).toMatchObject({
      status: 'rejected',
      reason: { code: 'server/model-failed', message: expect.stringContaining('The inference thread ended') },
    });
    for (const other of others) expect(other).toMatchObject({ status: 'fulfilled', value: { data: expected } });
    expect(new Set(posted.mock.contexts).size).toBe(2);
    posted.mockRestore();
  });

  it('refuses a file that is no model, an input of the wrong shape and a session that was released, and goes on', async () => {
    await expect(inference.load(__filename, NAMES)).rejects.toMatchObject({ code: 'server/model-failed' });
    const session = await inference.load(MODEL, NAMES);
    await expect(inference.run(session, { data: new Float32Array(4), shape: [1, 2, 2, 1] })).rejects.toMatchObject({
      code: 'server/model-failed',
    });
    expect((await inference.run(session, zeros(1))).shape).toEqual([1, 10]);
    await inference.release(session);
    await expect(inference.run(session, zeros(1))).rejects.toMatchObject({ code: 'server/model-failed' });
  });

  it('takes no work after close, and lets none hang', async () => {
    const session = await inference.load(MODEL, NAMES);
    const answers = [inference.run(session, zeros(20_000)), inference.run(session, zeros(1))];
    const settled = Promise.allSettled(answers);
    await inference.close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(inference.run(session, zeros(1))).rejects.toMatchObject({ message: 'The server is stopping.' });
  });
});
