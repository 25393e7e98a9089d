import { mkdir, rm, access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCodeOf } from '@sightline/contracts';
import { corrupt } from '../../errors.ts';
import type { S3Location } from '../../location.ts';
import type { ByteBackend, KnownBlobs } from '../byte-backend.ts';
import { blobKey } from '../keys.ts';
import type { BlobCache } from './blob-cache.ts';
import { openBucket } from './bucket.ts';
import { s3Locks } from './s3-lock.ts';
import { abortAbandoned, uploadFile } from './upload.ts';

/** How often a blob is fetched that does not have the hash of its name. */
const FETCHES = 2;

/** Objects of an S3 bucket under a prefix. Blobs that are read are copied into a cache. */
export function s3Backend(location: S3Location, cache: BlobCache): ByteBackend {
  const bucket = openBucket(location);
  const { at, ask, ifThere, get } = bucket;
  const lock = s3Locks(bucket);
  let swept: Promise<void> | undefined;
  const isBlob = (key: string) => key.startsWith('blobs/');

  const describe: ByteBackend['describe'] = (key) =>
    ifThere(async ({ client, sdk, localTime }) => {
      const { LastModified = new Date(), ContentLength = 0 } = await client.send(new sdk.HeadObjectCommand(at(key)));
      return { modifiedAt: localTime(LastModified), bytes: ContentLength };
    });

  // The server checked each blob when it came and checks what it keeps; only what was seen damaged is looked at again.
  const noteOf = (sha256: string) => join(cache.folder, 'damaged', sha256);
  const known: KnownBlobs = {
    async isKnown({ sha256, bytes }) {
      const wasDamaged = await access(noteOf(sha256)).then(
        () => true,
        () => false,
      );
      return !wasDamaged && (await describe(blobKey(sha256)))?.bytes === bytes;
    },
    add: (sha256) => rm(noteOf(sha256), { force: true }),
    async forget(sha256) {
      await mkdir(join(cache.folder, 'damaged'), { recursive: true });
      await writeFile(noteOf(sha256), '');
    },
  };

  async function fetchCopy(key: string): Promise<string | undefined> {
    const sha256 = key.slice(key.lastIndexOf('/') + 1);
    try {
      for (let fetches = 0; fetches < FETCHES; fetches++) {
        const received = (await get(key, cache.receive))?.value;
        if (!received) return undefined;
        if (received.sha256 === sha256) return await cache.keep(received, key);
        await cache.discard(received);
      }
      throw corrupt(`The object ${at(key).Key} of the bucket ${location.bucket}`);
    } catch (error) {
      if (errorCodeOf(error) === 'artifacts/corrupt') await known.forget(sha256);
      throw error;
    }
  }

  return {
    known,
    describe,
    lock,
    async read(key) {
      const found = await get(key, (body) => body.transformToByteArray());
      return found && Buffer.from(found.value);
    },
    async write(key, data) {
      await bucket.put(key, data);
    },
    create: async (key, data) => (await bucket.putIf(key, data, { IfNoneMatch: '*' })) !== undefined,
    async receive(source) {
      const received = await cache.receive(source);
      return {
        ...received,
        async commit(key) {
          try {
            await (swept ??= abortAbandoned(bucket));
            await uploadFile(bucket, received, key);
            if (isBlob(key)) await cache.keep(received, key);
          } finally {
            await cache.discard(received);
          }
        },
      };
    },
    localPath: async (key) => (await cache.path(key)) ?? fetchCopy(key),
    async dropCopy(key) {
      await cache.drop(key);
      return true;
    },
    list: (under) =>
      ask(async ({ client, sdk }) => {
        const { name, prefix } = bucket;
        const keys: string[] = [];
        for await (const page of sdk.paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix + under }))
          for (const { Key } of page.Contents ?? []) if (Key) keys.push(Key.slice(prefix.length));
        return keys.sort();
      }),
    async remove(key) {
      await ask(({ client, sdk }) => client.send(new sdk.DeleteObjectCommand(at(key))));
      if (isBlob(key)) await cache.drop(key);
    },
  };
}
