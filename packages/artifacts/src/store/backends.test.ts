import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteBackend } from './byte-backend.ts';
import { blobKey } from './keys.ts';
import { stateOf } from './known-blobs.ts';
import { storeLocation } from '../location.ts';
import { once } from './local-backend.ts';
import { openBackend } from './open-backend.ts';
import { BUCKET, withS3Server } from './s3/s3-server.fixture.ts';

const s3 = withS3Server();

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const places = {
  'a folder': () => join(s3.folder, 'local'),
  'an S3 bucket': () => storeLocation(`s3://${BUCKET}/contract/store`),
};

describe.each(Object.entries(places))('%s as a backend', (_, place) => {
  let backend: ByteBackend;
  beforeAll(() => {
    backend = openBackend(place());
  });

  it('gives one of many racing writers the object, whose bytes stay', async () => {
    for (let round = 0; round < 5; round++) {
      const key = `race/${round}`;
      const won = await Promise.all(Array.from({ length: 12 }, (__, at) => backend.create(key, `writer ${at}`)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await backend.read(key))?.toString()).toBe(`writer ${won.indexOf(true)}`);
      expect(await backend.create(key, 'late')).toBe(false);
    }
  });

  it('shows an object that is overwritten whole: the old bytes or the new', async () => {
    const versions = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await backend.write('whole', versions[0]!);
    const writing = (async () => {
      for (let at = 0; at < 6; at++) await backend.write('whole', versions[at % 2]!);
    })();
    for (let at = 0; at < 12; at++) expect(versions).toContain((await backend.read('whole'))?.toString());
    await writing;
  });

  it('receives a stream of unknown length, larger than a part of an upload', async () => {
    const chunk = randomBytes(1_000_003);
    async function* stream() {
      for (let at = 0; at < 37; at++) yield chunk;
    }
    const received = await backend.receive(stream());
    expect(received.bytes).toBe(37 * chunk.length);
    const key = blobKey(received.sha256);
    expect(await backend.read(key)).toBeUndefined();
    await received.commit(key);
    expect(hashOf((await backend.read(key))!)).toBe(received.sha256);
    expect(hashOf(await readFile((await backend.localPath(key))!))).toBe(received.sha256);
  });

  it('lists all of many keys under a prefix, sorted', async () => {
    const keys = Array.from({ length: 1_050 }, (__, at) => `many/${at % 7}/${String(at).padStart(5, '0')}`).sort();
    for (let at = 0; at < keys.length; at += 50)
      await Promise.all(keys.slice(at, at + 50).map((key) => backend.write(key, 'x')));
    expect(await backend.list('many/')).toEqual(keys);
    expect(await backend.list('many/3/')).toEqual(keys.filter((key) => key.startsWith('many/3/')));
    expect(await backend.list('none/')).toEqual([]);
  });

  it('keeps keys with odd characters apart', async () => {
    const keys = ['ä ö.txt', 'a+b%20c', 'a b', '=;&#?', '日本', '.hidden', `quote"'<>`].map((name) => `odd/${name}`);
    for (const key of keys) await backend.write(key, key);
    for (const key of keys) expect((await backend.read(key))?.toString()).toBe(key);
    expect(await backend.list('odd/')).toEqual(keys.sort());
  });

  it('removes, and tells what is missing', async () => {
    await backend.write('gone', 'x');
    const { modifiedAt, bytes } = (await backend.describe('gone'))!;
    expect(Math.abs(modifiedAt.getTime() - Date.now())).toBeLessThan(60_000);
    expect(bytes).toBe(1);
    await backend.remove('gone');
    await backend.remove('gone');
    expect(await backend.read('gone')).toBeUndefined();
    expect(await backend.localPath('gone')).toBeUndefined();
    expect(await backend.describe('gone')).toBeUndefined();
    expect(await backend.create('gone', 'again')).toBe(true);
  });

  it('lets one at a time have a lock, and the next once it is given back', async () => {
    const lost: string[] = [];
    const takes = () => backend.lock('one', (why) => lost.push(why));
    const taken = await Promise.all([takes(), takes(), takes()]);
    const releases = taken.filter((release) => release !== undefined);
    expect(releases).toHaveLength(1);
    expect(await takes()).toBeUndefined();
    expect(await backend.lock('another', () => undefined).then((release) => release?.())).toBeUndefined();
    await releases[0]!();
    const next = await takes();
    expect(next).toBeDefined();
    await next!();
    expect(lost).toEqual([]);
  });

  it('has the blobs that were written whole, and no others', async () => {
    const { sha256, bytes, commit } = await backend.receive(once('whole'));
    const path = blobKey(sha256);
    expect(await backend.known.isKnown({ sha256, bytes })).toBe(false);
    await commit(path);
    await backend.known.add(sha256, { ...(await stateOf((await backend.localPath(path))!)), changedMs: 0 });
    expect(await backend.known.isKnown({ sha256, bytes })).toBe(true);
    await backend.known.forget(sha256);
    expect(await backend.known.isKnown({ sha256, bytes })).toBe(false);
  });
});
