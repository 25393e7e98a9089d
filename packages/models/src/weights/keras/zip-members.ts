import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { messageOf } from '@sightline/contracts';
import { unreadable } from '../read-weights.ts';

/**
 * Files of a zip in memory.
 *
 * @param wanted their names; those that the zip does not have are left out
 * @param name of the zip, for messages
 * @throws ModelsError `models/unreadable-weights` when it is damaged
 */
export async function readZipMembers(
  bytes: Uint8Array,
  wanted: readonly string[],
  name: string,
): Promise<Map<string, Uint8Array>> {
  const members = new Map<string, Uint8Array>();
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    for await (const entry of zip.eachEntry()) {
      if (!wanted.includes(entry.fileName)) continue;
      members.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
    }
  } catch (cause) {
    throw unreadable(name, `it is a damaged zip (${messageOf(cause)})`, cause);
  }
  return members;
}
