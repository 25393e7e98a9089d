import { ContractError, type ErrorCode, errorCodeOf, messageOf } from '@sightline/contracts/errors';
import { CommanderError, type Command } from 'commander';
import type { GlobalOptions } from './output.ts';
import { sightlineProgram } from './program.ts';

/** Wrong usage: a script need not try again before it has changed its words, or the files that they name. */
const USAGE_CODES: readonly ErrorCode[] = ['cli/wrong-usage', 'cli/unreadable-file'];

/** Runs the command line `words` and returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
export async function main(words: readonly string[]): Promise<number> {
  const program = await sightlineProgram(words);
  try {
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // What is wrong with the words keeps options that come after it from being read.
      if (words.includes('--json')) printJson('cli/wrong-usage', usageOf(error, program));
      return 2;
    }
    report(error, program);
    return exitCodeOf(error);
  }
}

/** What is wrong with the words; the parser has printed it for people. */
function usageOf({ code, message }: CommanderError, program: Command): string {
  if (code === 'commander.help')
    return `No command was given. Allowed: ${program.commands.map((command) => command.name()).join(', ')}.`;
  return message.replace(/^error: /, '');
}

function report(error: unknown, program: Command): void {
  const { json, verbose } = program.opts<GlobalOptions>();
  const code = errorCodeOf(error);
  const message = code ? messageOf(error) : `Unexpected: ${messageOf(error)} (--verbose shows where)`;
  if (json) printJson(code ?? 'cli/unexpected', message, error);
  const stack = verbose || process.env['DEBUG'] ? error instanceof Error && error.stack : undefined;
  process.stderr.write(`${stack || message}\n`);
}

function printJson(code: ErrorCode, message: string, error?: unknown): void {
  const problems = error instanceof ContractError && error.problems.length > 0 ? { problems: error.problems } : {};
  process.stdout.write(`${JSON.stringify({ error: { code, message, ...problems } }, undefined, 2)}\n`);
}

function exitCodeOf(error: unknown): number {
  const code = errorCodeOf(error);
  if (code === 'workflows/cancelled') return 130;
  return code && (code.startsWith('contracts/') || USAGE_CODES.includes(code)) ? 2 : 1;
}
