import type { Command } from 'commander';

/** Data goes to stdout, messages to stderr. */
export interface Output {
  readonly json: boolean;
  readonly quiet: boolean;
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
  const { json = false, quiet = false } = command.optsWithGlobals<GlobalOptions>();
  return {
    json,
    quiet,
    result: (value, text) => process.stdout.write(`${json ? JSON.stringify(value, undefined, 2) : text}\n`),
    say: (text) => {
      if (!quiet) process.stderr.write(`${text}\n`);
    },
  };
}
