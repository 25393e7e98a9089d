import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  type ArtifactRef,
  type Json,
  type Lineage,
  type Manifest,
  type ManifestFile,
  manifestSchema,
  messageOf,
  parse,
} from '@sightline/contracts';
import type { ArtifactStore } from './artifact-store.ts';
import { canonicalJson } from '../canonical-json.ts';
import { ArtifactError, corrupt } from '../errors.ts';
import { storeLocation } from '../location.ts';
import { stateOf } from './known-blobs.ts';
import { blobKey, manifestKey } from './keys.ts';
import { guarded } from './local-backend.ts';
import { openBackend } from './open-backend.ts';
import { refresh, waitForSweep } from './sweep-lease.ts';

/**
 * Opens the artifact store in a folder, which is made when first written to, or in an S3 bucket, which must exist.
 *
 * @param given a folder, or `s3://bucket/prefix`
 * @throws ArtifactError `artifacts/invalid-store`
 *
 * @example
 * const store = openStore('.sightline/artifacts');
 * const ref = await store.create('dataset', lineage, async (writer) => { await writer.add('notes.txt', 'hello'); });
 * (await store.read(ref, 'notes.txt')).toString(); // 'hello'
 */
export function openStore(given: string): ArtifactStore {
  const root = storeLocation(given);
  const backend = openBackend(root);
  const verifiedBlobs = new Set<string>();
  const { known } = backend;

  const absent = (what: string) =>
    new ArtifactError(
      'artifacts/not-found',
      `There is no ${what} in ${root}. Open the store that contains it, or run again the stage that made it.`,
    );

  async function readManifest(id: string, what: string): Promise<Manifest> {
    const bytes = await backend.read(manifestKey(id));
    if (!bytes) throw absent(what);
    if (createHash('sha256').update(bytes).digest('hex') !== id) throw corrupt(`The manifest of ${what}`);
    return parse(manifestSchema, JSON.parse(bytes.toString()), `the manifest of ${id}`);
  }

  async function manifest(ref: ArtifactRef): Promise<Manifest> {
    const found = await readManifest(ref.id, `${ref.kind} artifact ${ref.id}`);
    if (found.kind !== ref.kind)
      throw new ArtifactError(
        'artifacts/not-found',
        `Artifact ${ref.id} is a ${found.kind}; a ${ref.kind} was asked for.`,
      );
    return found;
  }

  async function fileOf(ref: ArtifactRef, path: string): Promise<ManifestFile> {
    const { files } = await manifest(ref);
    const file = files.find((candidate) => candidate.path === path);
    if (file) return file;
    const names = files
      .slice(0, 10)
      .map((candidate) => candidate.path)
      .join(', ');
    throw new ArtifactError(
      'artifacts/not-found',
      `The ${ref.kind} artifact ${ref.id} has no file ${path}. It has ${names}${files.length > 10 ? ', …' : ''}.`,
    );
  }

  async function blobPath(file: ManifestFile): Promise<string> {
    const path = await backend.localPath(blobKey(file.sha256));
    if (!path)
      throw new ArtifactError(
        'artifacts/not-found',
        `The bytes of ${file.path} (sha256 ${file.sha256}) are missing from ${root}. ` +
          'Run again the stage that made them.',
      );
    return path;
  }

  async function checkedPath(file: ManifestFile, again = false, isFirst = true): Promise<string> {
    const path = await blobPath(file);
    if (again || !verifiedBlobs.has(file.sha256)) {
      const state = await guarded(() => stateOf(path));
      if ((await guarded(() => hashFile(path))) !== file.sha256) {
        if (isFirst && (await backend.dropCopy(blobKey(file.sha256)))) return checkedPath(file, again, false);
        throw await damaged(file, `${file.path} (${path})`);
      }
      verifiedBlobs.add(file.sha256);
      await known.add(file.sha256, state);
    }
    return path;
  }

  async function read(ref: ArtifactRef, path: string): Promise<Buffer> {
    const file = await fileOf(ref, path);
    for (let isFirst = true; ; isFirst = false) {
      const place = await blobPath(file);
      const bytes = await guarded(() => readFile(place));
      if (createHash('sha256').update(bytes).digest('hex') === file.sha256) return bytes;
      if (!isFirst || !(await backend.dropCopy(blobKey(file.sha256))))
        throw await damaged(file, `${path} of ${ref.kind} artifact ${ref.id}`);
    }
  }

  /** The error, once the next confirmation is sure to look for itself. */
  async function damaged({ sha256 }: ManifestFile, what: string): Promise<ArtifactError> {
    await known.forget(sha256);
    return corrupt(what);
  }

  return {
    root,
    backend,
    manifest,
    read,
    async ids(prefix = '') {
      const keys = await backend.list(`manifests/${prefix && `${prefix.slice(0, 2)}/`}`);
      return keys.map((key) => basename(key, '.json')).filter((id) => id.startsWith(prefix));
    },
    refOf: async (id) => ({ kind: (await readManifest(id, `artifact ${id}`)).kind, id }),
    async madeAt({ kind, id }) {
      const facts = await backend.describe(manifestKey(id));
      if (!facts) throw absent(`${kind} artifact ${id}`);
      return facts.modifiedAt;
    },
    async create(kind, lineage, fill) {
      const files = new Map<string, ManifestFile>();
      const keep = (file: ManifestFile) => {
        if (files.has(file.path)) throw new Error(`The artifact has two files named ${file.path}.`);
        files.set(file.path, file);
        return file;
      };
      const addStream = async (path: string, source: AsyncIterable<Uint8Array>) => {
        const received = await backend.receive(source);
        await received.commit(blobKey(received.sha256));
        return keep({ path, bytes: received.bytes, sha256: received.sha256 });
      };
      const add = (path: string, data: string | Uint8Array) => addStream(path, chunksOf(data));
      await fill({
        add,
        addStream,
        addJson: (path, value) => add(path, canonicalJson(value)),
        reuse: (path, file) => void keep({ ...file, path }),
      });
      const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
      const text = canonicalJson(parse(manifestSchema, { format: 1, kind, files: sorted, lineage }, 'the manifest'));
      const id = createHash('sha256').update(text).digest('hex');
      await backend.write(manifestKey(id), text);
      // A sweep that began before may have taken the same artifact for garbage.
      if (await waitForSweep(backend)) {
        for (const { path, sha256 } of sorted)
          if (!(await backend.describe(blobKey(sha256)))) throw sweptAway(kind, path);
        await backend.write(manifestKey(id), text);
      }
      return { kind, id };
    },
    async readJson(ref, path, schema) {
      const { files, lineage } = await manifest(ref);
      if (!files.some((file) => file.path === path)) throw outdated(ref, lineage, `It has no ${path}`);
      const value = JSON.parse((await read(ref, path)).toString());
      try {
        return parse(schema, value, path);
      } catch (cause) {
        throw outdated(ref, lineage, messageOf(cause), cause);
      }
    },
    async filePath(ref, path) {
      return checkedPath(await fileOf(ref, path));
    },
    async checkout(ref, folder, prefix = '') {
      for (const file of (await manifest(ref)).files) {
        if (!file.path.startsWith(prefix)) continue;
        const target = join(folder, ...file.path.slice(prefix.length).split('/'));
        await mkdir(dirname(target), { recursive: true });
        await copyFile(await checkedPath(file), target);
      }
    },
    async verify(ref) {
      for (const file of (await manifest(ref)).files) await checkedPath(file, true);
    },
    async confirm(ref) {
      for (const file of (await manifest(ref)).files) {
        if (!(await known.isKnown(file))) await checkedPath(file, true);
      }
    },
    pointer(name) {
      const key = `pointers/${name}.json`;
      return {
        async get() {
          const bytes = await backend.read(key);
          try {
            return bytes && (JSON.parse(bytes.toString()) as Json);
          } catch {
            throw corrupt(`The pointer ${name}`);
          }
        },
        set: (value) => backend.write(key, canonicalJson(value)),
        create: (value) => backend.create(key, canonicalJson(value)),
        refresh: () => refresh(backend, key),
        remove: () => backend.remove(key),
      };
    },
  };
}

async function* chunksOf(data: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof data === 'string' ? Buffer.from(data) : data;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function outdated(
  { kind, id }: ArtifactRef,
  { stage, stageVersion }: Lineage,
  detail: string,
  cause?: unknown,
): ArtifactError {
  return new ArtifactError(
    'artifacts/outdated',
    `The ${kind} artifact ${id} was made by another version of Sightline (stage ${stage}, version ` +
      `${stageVersion}). Run the stage again. ${detail}`,
    { cause },
  );
}

function sweptAway(kind: ArtifactRef['kind'], path: string): ArtifactError {
  return new ArtifactError(
    'artifacts/storage-failed',
    `A clean-up of the store has removed ${path} while the ${kind} artifact that holds it was being made. Run the ` +
      'stage again.',
  );
}
