import { readFile } from 'node:fs/promises';
import { ContractError, messageOf } from '@sightline/contracts';

/** The text of a file that describes something. @throws ContractError `contracts/unreadable-spec` */
export async function readSpec(file: string, what: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ContractError('contracts/unreadable-spec', `The ${what} ${file} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  });
}
