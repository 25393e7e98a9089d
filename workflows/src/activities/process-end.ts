import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { WorkflowsError } from '../errors.ts';
import { memoryKills } from './memory-kills.ts';

const STDERR_LINES = 12;
/** What a person or a system ends a process with; programs that fail by themselves end by other signals. */
const FROM_OUTSIDE: ReadonlySet<NodeJS.Signals> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

/** What is known of a process that ended. */
interface ProcessEnd {
  /**
   * That it ended without an answer: `workflows/stage-interrupted` when it was ended from outside,
   * `workflows/out-of-memory` when that was done by the kernel for want of memory, else `workflows/stage-crashed`.
   *
   * @param what it was: `stage train`
   */
  asError(what: string): WorkflowsError;
}

/** Waits for the end of a process that has just been started. */
export async function endOf(child: ChildProcess): Promise<ProcessEnd> {
  const stderr = lastLines(child);
  const killsBefore = memoryKills();
  const { how, by } = await new Promise<{ how: string; by?: NodeJS.Signals | null }>((resolve) => {
    child.once('error', (error) => resolve({ how: `could not be started: ${error.message}` }));
    child.once('close', (code, signalled) =>
      resolve({ how: signalled ? `was ended by ${signalled}` : `exited with ${code}`, by: signalled }),
    );
  });
  const killsAfter = memoryKills();
  return {
    asError(what) {
      if (by === 'SIGKILL' && killsAfter > killsBefore) return outOfMemory(what);
      const said = stderr.length > 0 ? ` The end of its stderr:\n${stderr.join('\n')}` : '';
      const code = by && FROM_OUTSIDE.has(by) ? 'workflows/stage-interrupted' : 'workflows/stage-crashed';
      return new WorkflowsError(code, `The process of ${what} ${how}.${said}`);
    },
  };
}

function outOfMemory(what: string): WorkflowsError {
  return new WorkflowsError(
    'workflows/out-of-memory',
    `The system had no memory left and ended the process of ${what}. Close other programs, or let it need ` +
      'less: a smaller fit.batchSize, smaller images, a smaller model.',
  );
}

function lastLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  if (!child.stderr) return lines;
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    if (lines.length > STDERR_LINES) lines.shift();
  });
  return lines;
}
