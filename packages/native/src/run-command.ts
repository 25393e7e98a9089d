import { spawn } from 'node:child_process';

export interface CommandResult {
  /** The exit code; 127 when there is no such command, as in a shell. */
  code: number;
  /** Standard output and standard error together, the last 64 kB. */
  output: string;
}

/** Runs a command to its end. Never rejects: a command that is missing has code 127. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { env: process.env, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-65_536)));
    }
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output }),
    );
  });
}

/** The line of a tool's output that says what went wrong: its last line with "error" in it, or just its last. */
export function lastErrorLine(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.findLast((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? 'it printed nothing';
}
