import { errorCodeOf, messageOf } from '@sightline/contracts';
import { CommanderError, type Command } from 'commander';
import type { GlobalOptions } from './output.ts';
import { sightlineProgram } from './program.ts';

/** Runs the command line `words` and returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
export async function main(words: readonly string[]): Promise<number> {
  const program = sightlineProgram();
  try {
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    report(error, program);
    return exitCodeOf(error);
  }
}

function report(error: unknown, program: Command): void {
  const { json, verbose } = program.opts<GlobalOptions>();
  const code = errorCodeOf(error);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ error: { message: messageOf(error), ...(code && { code }) } }, undefined, 2)}\n`,
    );
  const stack = verbose || process.env['DEBUG'] ? error instanceof Error && error.stack : undefined;
  process.stderr.write(`${stack || messageOf(error)}\n`);
}

function exitCodeOf(error: unknown): number {
  const code = errorCodeOf(error);
  if (code === 'workflows/cancelled') return 130;
  return code?.startsWith('contracts/') ? 2 : 1;
}
