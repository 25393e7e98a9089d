import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Logger } from '@sightline/artifacts';
import { ERROR_CODES, SightlineError, type ErrorCode, type ProgressEvent } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { endOf } from './process-end.ts';
import type { FromStageProcess, StageRequest, ToStageProcess } from './stage-messages.ts';

export interface Supervision {
  /** Aborted to cancel: the stage is asked to end, and killed when it has not within `graceMs`. */
  signal: AbortSignal;
  onProgress: (event: ProgressEvent) => void;
  logger: Logger;
  graceMs?: number;
  /** The compiled module that answers {@link StageRequest}s. */
  processModule?: string;
}

/**
 * Runs a stage in a child process, so that its native calls hold up nobody and its crash ends nothing else.
 *
 * @returns the stage's output
 * @throws SightlineError with the stage's own code and message; where the process ended without an answer
 * `workflows/stage-interrupted` when it was ended from outside, `workflows/out-of-memory` when that was done by the
 * kernel for want of memory, else `workflows/stage-crashed`; `workflows/cancelled` after a cancellation
 */
export async function superviseStage(request: StageRequest, supervision: Supervision): Promise<unknown> {
  const { signal, onProgress, logger, graceMs = 10_000 } = supervision;
  if (signal.aborted) throw cancelled(request.stage);
  const module =
    supervision.processModule ?? createRequire(import.meta.url).resolve('@sightline/workflows/stage-process');
  const child = fork(module, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  const ended = endOf(child);

  let kill: NodeJS.Timeout | undefined;
  const cancel = () => {
    tell(child, { type: 'cancel' });
    kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
  };
  signal.addEventListener('abort', cancel, { once: true });

  let answer: FromStageProcess | undefined;
  child.on('message', (message: FromStageProcess) => {
    if (message.type === 'progress') onProgress(message.event);
    else if (message.type === 'log') logger[message.level](message.text);
    else answer = message;
  });
  tell(child, { type: 'run', request });
  const end = await ended;
  clearTimeout(kill);
  signal.removeEventListener('abort', cancel);

  if (answer?.type === 'done') return answer.output;
  if (signal.aborted) throw cancelled(request.stage);
  if (answer?.type === 'failed') throw failed(request.stage, answer);
  throw end.asError(`stage ${request.stage}`);
}

function cancelled(stage: string): WorkflowsError {
  return new WorkflowsError('workflows/cancelled', `Stage ${stage} was cancelled.`);
}

function failed(stage: string, { code, message }: { code?: string; message: string }): Error {
  if (code !== undefined && code in ERROR_CODES) return new SightlineError(code as ErrorCode, message);
  return new Error(`Stage ${stage} failed: ${message}`);
}

function tell(child: ChildProcess, message: ToStageProcess): void {
  // A child that has just died is reported by its exit, not here.
  if (child.connected) child.send(message, () => undefined);
}
