import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Quarantined } from '@sightline/contracts';
import { IngestError } from './errors.ts';

/** A file of an image folder that is to be read as a sample. */
export interface Candidate {
  /** Relative to the source, with forward slashes: the sample's id. */
  id: string;
  label: string;
  path: string;
}

const IMAGE = /\.(png|jpe?g|webp|gif|tiff?|avif|heic|heif|bmp)$/i;
const IGNORED = /^(\..*|thumbs\.db|desktop\.ini)$/i;

/**
 * Lists an image folder: one folder a class, images in it or deeper. Sorted by code points, so that the order is the same on every machine.
 * Hidden files are passed over. A link that leaves the source, and a file that is no image by its name, are set aside.
 *
 * @throws IngestError `ingest/source-not-found`
 */
export async function listImageFolder(root: string): Promise<{ candidates: Candidate[]; setAside: Quarantined[] }> {
  const base = await realpath(root).catch((cause: unknown) => {
    throw new IngestError('ingest/source-not-found', `There is no folder ${root}. Make it, or correct ingest.source.path.`, { cause });
  });
  if (!(await stat(base)).isDirectory()) {
    throw new IngestError('ingest/source-not-found', `${root} is a file. An image folder is needed: one folder a class, with its images in it.`);
  }
  const candidates: Candidate[] = [];
  const setAside: Quarantined[] = [];

  async function walk(folder: string): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (IGNORED.test(entry.name)) continue;
      const path = join(folder, entry.name);
      const id = relative(base, path).split(sep).join('/');
      const label = id.includes('/') ? (id.split('/')[0] as string) : undefined;
      if (entry.isDirectory()) {
        await walk(path);
      } else if (entry.isSymbolicLink() && !(await staysInside(base, path))) {
        setAside.push({ path: id, reason: 'outside-source', detail: 'A link that leads out of the source folder, to a folder or to nothing is not followed.' });
      } else if (label === undefined) {
        if (IMAGE.test(entry.name)) setAside.push({ path: id, reason: 'missing-label', detail: 'The file lies in no class folder.' });
      } else if (IMAGE.test(entry.name)) {
        candidates.push({ id, label, path });
      } else {
        setAside.push({ path: id, reason: 'not-an-image', detail: 'The name does not end like that of an image.' });
      }
    }
  }

  await walk(base);
  const byCodePoint = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  return {
    candidates: candidates.sort((a, b) => byCodePoint(a.id, b.id)),
    setAside: setAside.sort((a, b) => byCodePoint(a.path, b.path)),
  };
}

async function staysInside(base: string, link: string): Promise<boolean> {
  try {
    const target = await realpath(link);
    return target.startsWith(base + sep) && (await stat(target)).isFile();
  } catch {
    return false;
  }
}
