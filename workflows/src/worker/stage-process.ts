/** The process that computes one stage. Its parent sends a request over IPC and receives progress, then the outcome. */
import { createContext, runStage, type Stage } from '@sightline/artifacts';
import { errorCodeOf, messageOf, parse, stageNameSchema } from '@sightline/contracts';
import type { FromStageProcess, StageRequest, ToStageProcess } from '../activities/stage-messages.ts';
import { stages } from '../stages/stages.ts';

const cancellation = new AbortController();

// Without its parent nobody would know of the result, and a second attempt may be under way.
process.on('disconnect', () => process.exit(1));
// Ctrl-C reaches the whole process group; the parent decides what it means.
process.on('SIGINT', () => undefined);
// A file that grows beyond a limit (ulimit -f) is then an error with a name, as on a full disk.
process.on('SIGXFSZ', () => undefined);
process.on('message', (message: ToStageProcess) => {
  if (message.type === 'cancel') cancellation.abort();
  else void compute(message.request).then(answerAndExit);
});

async function compute({
  stage: name,
  input,
  root,
  fingerprint,
  refresh = false,
}: StageRequest): Promise<FromStageProcess> {
  try {
    const context = createContext({
      root,
      signal: cancellation.signal,
      progress: (event) => send({ type: 'progress', event }),
      logger: {
        info: (text) => send({ type: 'log', level: 'info', text }),
        warn: (text) => send({ type: 'log', level: 'warn', text }),
      },
    });
    const stage = stages[parse(stageNameSchema, name, 'The stage')] as Stage<unknown, unknown>;
    return { type: 'done', output: await runStage(stage, input, { ...context, refresh }, fingerprint) };
  } catch (error) {
    const code = errorCodeOf(error);
    return { type: 'failed', message: messageOf(error), ...(code && { code }) };
  }
}

function send(message: FromStageProcess): void {
  process.send?.(message);
}

function answerAndExit(message: FromStageProcess): void {
  process.send?.(message, undefined, undefined, () => process.exit(0));
}
