import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { messageOf } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { readUnchanged } from '../files/read-file.ts';
import { decodeText } from './decode-text.ts';
import { parseJson } from './parse-json.ts';

/** The text of a file. @throws IngestError as `decodeText` and `readUnchanged` */
export async function readText(path: string, encoding?: string): Promise<string> {
  const bytes = await readUnchanged(path, () => readFile(path));
  return decodeText(bytes, { file: basename(path), encoding });
}

/** What the JSON of a file says. @throws IngestError as {@link readText}, and where it is not JSON */
export async function readJson(path: string, encoding?: string): Promise<unknown> {
  const text = await readText(path, encoding);
  try {
    return parseJson(text);
  } catch (cause) {
    const message = `${basename(path)} is not JSON: ${messageOf(cause)}`;
    throw new IngestError('ingest/invalid-source', message, { cause, reason: 'invalid-annotation' });
  }
}
