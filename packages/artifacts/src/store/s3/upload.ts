import { open, type FileHandle } from 'node:fs/promises';
import type { CompletedPart } from '@aws-sdk/client-s3';
import type { ReceivedFile } from '../local-backend.ts';
import type { Bucket } from './bucket.ts';

/** Of an upload in parts, the least size of each. */
const PART_BYTES = 16 * 1024 * 1024;
/** S3 takes so many. */
const MOST_PARTS = 10_000;
const PARTS_AT_ONCE = 3;
/** An upload in parts that began this long ago belongs to a process that was killed. */
const ABANDONED_MS = 24 * 3_600_000;

/** Sends a file to a bucket, in parts where it is large: others see all of it or nothing. */
export async function uploadFile(bucket: Bucket, { path, bytes, sha256 }: ReceivedFile, key: string): Promise<void> {
  const file = await open(path);
  try {
    if (bytes > PART_BYTES) await uploadParts(bucket, { file, bytes, key });
    else
      await bucket.put(key, await file.readFile(), { ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64') });
  } finally {
    await file.close();
  }
}

interface Upload {
  file: FileHandle;
  bytes: number;
  key: string;
}

async function uploadParts(bucket: Bucket, { file, bytes, key }: Upload): Promise<void> {
  const size = Math.max(PART_BYTES, Math.ceil(bytes / MOST_PARTS));
  const count = Math.ceil(bytes / size);
  await bucket.ask(async ({ client, sdk }) => {
    const at = bucket.at(key);
    const begun = await client.send(new sdk.CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'CRC32' }));
    const which = { ...at, UploadId: begun.UploadId };
    const send = async (index: number): Promise<CompletedPart> => {
      const part = Buffer.alloc(Math.min(size, bytes - index * size));
      await file.read(part, 0, part.length, index * size);
      const { ETag, ChecksumCRC32 } = await client.send(
        new sdk.UploadPartCommand({ ...which, PartNumber: index + 1, Body: part, ChecksumAlgorithm: 'CRC32' }),
      );
      return { PartNumber: index + 1, ETag, ChecksumCRC32 };
    };
    try {
      const parts: CompletedPart[] = [];
      while (parts.length < count) {
        const indices = Array.from(
          { length: Math.min(PARTS_AT_ONCE, count - parts.length) },
          (_, index) => index + parts.length,
        );
        parts.push(...(await Promise.all(indices.map(send))));
      }
      await client.send(new sdk.CompleteMultipartUploadCommand({ ...which, MultipartUpload: { Parts: parts } }));
    } catch (error) {
      await client.send(new sdk.AbortMultipartUploadCommand(which)).catch(() => undefined);
      throw error;
    }
  });
}

/**
 * Ends uploads that killed processes left: their parts are seen by nobody, but paid for. That it fails for want of a
 * permission does not matter.
 */
export async function abortAbandoned({ ask, name, prefix }: Bucket): Promise<void> {
  await ask(async ({ client, sdk, localTime }) => {
    const found = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix }));
    for (const { Key, UploadId, Initiated } of found.Uploads ?? [])
      if (Initiated && Date.now() - localTime(Initiated).getTime() > ABANDONED_MS)
        await client.send(new sdk.AbortMultipartUploadCommand({ Bucket: name, Key, UploadId }));
  }).catch(() => undefined);
}
