import { readInput } from './read-input.ts';

/** The text of a file that describes something. @throws CliError `cli/unreadable-file` */
export async function readSpec(file: string, what: string): Promise<string> {
  return (await readInput(file, what)).toString('utf8');
}
