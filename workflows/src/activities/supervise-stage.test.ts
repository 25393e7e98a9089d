import { join } from 'node:path';
import type { ProgressEvent } from '@sightline/contracts';
import { superviseStage, type Supervision } from './supervise-stage.ts';

const fixture = (stage: string, supervision: Partial<Supervision> = {}) =>
  superviseStage(
    { stage, input: { answer: 42 }, root: '/nowhere' },
    {
      signal: new AbortController().signal,
      onProgress: () => undefined,
      logger: { info: () => undefined, warn: () => undefined },
      processModule: join(__dirname, 'stage-process.fixture.mjs'),
      ...supervision,
    },
  );

describe('superviseStage', () => {
  it('returns the output and passes progress and messages on', async () => {
    const events: ProgressEvent[] = [];
    const warnings: string[] = [];
    const output = await fixture('succeeds', {
      onProgress: (event) => events.push(event),
      logger: { info: () => undefined, warn: (text) => warnings.push(text) },
    });
    expect(output).toEqual({ received: { answer: 42 } });
    expect(events).toEqual([{ done: 1, total: 2, unit: 'batch' }]);
    expect(warnings).toEqual(['a warning']);
  });

  it("throws the stage's error with its code", async () => {
    await expect(fixture('refuses')).rejects.toMatchObject({
      code: 'ingest/empty-source',
      message: 'photos/ contains no image files.',
      retryable: false,
    });
  });

  it('names the stage of an error without a code', async () => {
    await expect(fixture('has-a-bug')).rejects.toThrow('Stage has-a-bug failed: x is not a function');
  });

  it('reports a crash in native code, with the end of what the process said, and lets it be tried again', async () => {
    await expect(fixture('crashes-natively')).rejects.toMatchObject({
      code: 'workflows/stage-crashed',
      retryable: true,
      message: expect.stringMatching(/ended by SIGSEGV[\s\S]*std::bad_alloc/),
    });
  });

  it('tells a process that was ended from outside from one that crashed', async () => {
    const killed = fixture('ignores-cancel', { onProgress: ({ done: pid }) => process.kill(pid, 'SIGKILL') });
    await expect(killed).rejects.toMatchObject({
      code: 'workflows/stage-interrupted',
      retryable: true,
      message: 'The process of stage ignores-cancel was ended by SIGKILL.',
    });
  });

  it('reports an exit without an answer', async () => {
    await expect(fixture('exits-silently')).rejects.toThrow('The process of stage exits-silently exited with 3.');
  });

  it('lets the stage end on its own when it is cancelled', async () => {
    const cancellation = new AbortController();
    const run = fixture('ends-on-cancel', { signal: cancellation.signal, onProgress: () => cancellation.abort() });
    await expect(run).rejects.toMatchObject({ code: 'workflows/cancelled' });
  });

  it('kills a stage that does not end after a cancellation', async () => {
    const cancellation = new AbortController();
    let pid = 0;
    const run = fixture('ignores-cancel', {
      signal: cancellation.signal,
      graceMs: 100,
      onProgress: ({ done }) => {
        pid = done;
        cancellation.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'workflows/cancelled' });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
