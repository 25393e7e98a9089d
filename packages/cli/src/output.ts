import type { Command } from 'commander';
import type { TextStream } from './terminal/status-line.ts';

/** Data goes to stdout, messages to stderr. */
export interface Output {
  readonly json: boolean;
  /** Where progress is shown: stderr, or nowhere under `--quiet`. */
  readonly stream: TextStream;
  /** Prints the result: as JSON where a script reads, else as text. */
  result(value: unknown, text: string): void;
  /** Tells a person what happens; silent under `--quiet`. */
  say(text: string): void;
}

export interface GlobalOptions {
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

export function outputOf(command: Command): Output {
  return outputWith(command.optsWithGlobals<GlobalOptions>());
}

export function outputWith({ json = false, quiet = false }: GlobalOptions): Output {
  const stream = quiet ? { write: () => undefined } : process.stderr;
  return {
    json,
    stream,
    result: (value, text) => process.stdout.write(`${json ? JSON.stringify(value, undefined, 2) : text}\n`),
    say: (text) => void stream.write(`${text}\n`),
  };
}
