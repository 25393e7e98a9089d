import { readFile } from 'node:fs/promises';
import { ModelsError } from '../errors.ts';

/**
 * The bytes of a file that weights are in.
 *
 * @param name of the weights, for the message; the file, when left out
 * @throws ModelsError `models/unreadable-weights`
 */
export async function readWeights(file: string, name = file, why = 'it cannot be read'): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw unreadable(name, code === undefined ? why : `${why} (${code})`, cause);
  }
}

export function unreadable(name: string, why: string, cause?: unknown): ModelsError {
  return new ModelsError('models/unreadable-weights', `No weights can be read from ${name}: ${why}.`, { cause });
}
