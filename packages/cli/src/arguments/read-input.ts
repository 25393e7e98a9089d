import { readFile } from 'node:fs/promises';
import { messageOf } from '@sightline/contracts';
import { CliError } from '../errors.ts';

/** Why a file cannot be read, by what the system says, and what to do. */
const REASONS: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: (file) => `There is no file ${file}.`,
  ENOTDIR: (file) => `There is no file ${file}: a part of its path is a file, not a folder.`,
  EISDIR: (file) => `${file} is a folder. Give a file in it.`,
  EACCES: (file) => `${file} may not be read by this user. Change its permissions: chmod u+r.`,
};

/**
 * The bytes of a file that the command line names.
 *
 * @param what what the file should be, for the message: `image`
 * @throws CliError `cli/unreadable-file`
 */
export async function readInput(file: string, what: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    const reason = REASONS[String((cause as NodeJS.ErrnoException).code)];
    const why = reason?.(file) ?? `${file}: ${messageOf(cause)}.`;
    throw new CliError('cli/unreadable-file', `The ${what} cannot be read. ${why}`, { cause });
  });
}
