import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { NativeError } from '../errors.ts';

/**
 * Checks a downloaded file, and deletes it when it is not what was expected.
 *
 * @throws NativeError `native/hash-mismatch`
 */
export async function verifySha256(path: string, expected: string, source: string): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  const received = hash.digest('hex');
  if (received === expected) return;
  await rm(path, { force: true });
  throw new NativeError(
    'native/hash-mismatch',
    `${source} has the wrong content: expected sha256 ${expected}, received ${received}. The file was deleted. Try ` +
      'again; if this happens again, check the proxy or mirror that it comes through.',
  );
}
