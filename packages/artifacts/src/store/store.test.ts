import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactRef, Lineage } from '@sightline/contracts';
import { z } from 'zod';
import type { ArtifactStore } from './artifact-store.ts';
import { openKnownBlobs, stateOf } from './known-blobs.ts';
import { guarded } from './local-backend.ts';
import { openStore } from './store.ts';

const lineage: Lineage = { stage: 'ingest', stageVersion: 1, input: { path: 'x' }, parents: [], seed: 7 };

describe('the artifact store', () => {
  let root: string;
  let store: ArtifactStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-store-'));
    store = openStore(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const make = (text = 'hello') =>
    store.create('dataset', lineage, async (writer) => {
      await writer.add('b/notes.txt', text);
      await writer.addJson('a.json', { z: 1, a: [1, 2] });
    });
  const blobOf = async (ref: ArtifactRef, path: string) => store.filePath(ref, path);

  it('gives back what was written', async () => {
    const ref = await make();
    expect((await store.read(ref, 'b/notes.txt')).toString()).toBe('hello');
    expect((await store.read(ref, 'a.json')).toString()).toBe('{"a":[1,2],"z":1}');
    expect((await store.manifest(ref)).lineage).toEqual(lineage);
  });

  it('names by content: the same content and lineage is the same artifact', async () => {
    expect(await make()).toEqual(await make());
    expect((await make('other')).id).not.toBe((await make()).id);
  });

  it('stores equal files once and reuses them without copying', async () => {
    const first = await make();
    const [file] = (await store.manifest(first)).files.filter(({ path }) => path === 'b/notes.txt');
    const second = await store.create('dataset', lineage, async (writer) => writer.reuse('moved.txt', file!));
    expect(await store.filePath(second, 'moved.txt')).toBe(await store.filePath(first, 'b/notes.txt'));
  });

  it('leaves no artifact when writing it fails', async () => {
    await expect(
      store.create('dataset', lineage, async (writer) => {
        await writer.add('a', 'x');
        throw new Error('power cut');
      }),
    ).rejects.toThrow('power cut');
    await expect(readdir(join(root, 'manifests'))).rejects.toThrow('ENOENT');
    expect(await readdir(join(root, 'temporary'))).toEqual([]);
  });

  it('does not read again what was found whole, and looks again once a read has found it decayed', async () => {
    const ref = await make();
    const path = await blobOf(ref, 'b/notes.txt');
    const { files } = await store.manifest(ref);
    const sha256 = files.find((file) => file.path === 'b/notes.txt')?.sha256 as string;
    // A disk that lost a bit without a write: the file is as its record says.
    await writeFile(path, 'hellp');
    await openKnownBlobs(root).add(sha256, { ...(await stateOf(path)), changedMs: 0 });
    await store.confirm(ref);
    await expect(store.read(ref, 'b/notes.txt')).rejects.toMatchObject({ code: 'artifacts/corrupt' });
    await expect(store.confirm(ref)).rejects.toMatchObject({ code: 'artifacts/corrupt' });
  });

  it('detects a flipped bit and never serves it', async () => {
    const ref = await make();
    const path = await blobOf(ref, 'b/notes.txt');
    await writeFile(path, 'hellp');
    await expect(store.read(ref, 'b/notes.txt')).rejects.toMatchObject({ code: 'artifacts/corrupt' });
    await expect(openStore(root).filePath(ref, 'b/notes.txt')).rejects.toMatchObject({ code: 'artifacts/corrupt' });
    await expect(store.verify(ref)).rejects.toMatchObject({ code: 'artifacts/corrupt' });
    await make();
    expect((await store.read(ref, 'b/notes.txt')).toString()).toBe('hello');
  });

  it('detects a truncated manifest, a missing one and a missing blob', async () => {
    const ref = await make();
    await rm(await blobOf(ref, 'b/notes.txt'));
    await expect(store.read(ref, 'b/notes.txt')).rejects.toMatchObject({ code: 'artifacts/not-found' });
    const manifest = join(root, 'manifests', ref.id.slice(0, 2), `${ref.id}.json`);
    await writeFile(manifest, (await readFile(manifest)).subarray(0, 40));
    await expect(store.manifest(ref)).rejects.toMatchObject({ code: 'artifacts/corrupt' });
    await expect(store.manifest({ kind: 'dataset', id: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'artifacts/not-found',
    });
  });

  it('names an artifact that another version made, whose JSON is missing or of another form', async () => {
    const ref = await make();
    const outdated = { code: 'artifacts/outdated', message: expect.stringContaining(`dataset artifact ${ref.id}`) };
    await expect(store.readJson(ref, 'schema.json', z.object({}))).rejects.toMatchObject(outdated);
    await expect(store.readJson(ref, 'a.json', z.object({ z: z.string() }))).rejects.toThrow(
      /another version of Sightline \(stage ingest, version 1\)\. Run the stage again\. a\.json is not valid:\n  - z: /,
    );
  });

  it('refuses a reference of another kind, and a path that leaves the artifact', async () => {
    const ref = await make();
    await expect(store.manifest({ ...ref, kind: 'model' })).rejects.toThrow(/is a dataset; a model was asked for/);
    for (const path of ['../x', '/etc/x', 'a/../../x', 'a\\b']) {
      await expect(
        store.create('dataset', lineage, async (writer) => void (await writer.add(path, 'x'))),
      ).rejects.toThrow(/relative path/);
    }
  });

  it('checks a directory out under a prefix', async () => {
    const ref = await make();
    const folder = join(root, 'out');
    await store.checkout(ref, folder, 'b/');
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  it('replaces a pointer as one step', async () => {
    const pointer = store.pointer('checkpoints/x');
    expect(await pointer.get()).toBeUndefined();
    await pointer.set({ epoch: 1 });
    await pointer.set({ epoch: 2 });
    expect(await pointer.get()).toEqual({ epoch: 2 });
    await pointer.remove();
    expect(await pointer.get()).toBeUndefined();
  });

  it('says what to do when it cannot write', async () => {
    await writeFile(join(root, 'file'), 'in the way');
    await expect(openStore(join(root, 'file')).pointer('x').set(1)).rejects.toMatchObject({
      code: 'artifacts/storage-failed',
      message: expect.stringMatching(/choose another folder/),
    });
    // A folder and the one above it, on a disk that is read-only.
    const unmade = Object.assign(new Error("ENOENT: no such file or directory, mkdir '/a/b'"), {
      code: 'ENOENT',
      syscall: 'mkdir',
    });
    await expect(guarded(() => Promise.reject(unmade))).rejects.toMatchObject({
      code: 'artifacts/storage-failed',
      message: expect.stringMatching(/read-only/),
    });
  });
});
