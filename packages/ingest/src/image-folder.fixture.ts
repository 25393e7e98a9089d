import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createContext, type StageContext } from '@sightline/artifacts';
import type { ProgressEvent } from '@sightline/contracts';
import sharp, { type Sharp } from 'sharp';

/** A new folder for a test, an empty source in it and a context whose store is in it too. */
export interface Workplace {
  root: string;
  source: string;
  context: StageContext;
  events: ProgressEvent[];
  stop: AbortController;
  remove(): Promise<void>;
}

export async function openWorkplace(): Promise<Workplace> {
  const root = await mkdtemp(join(tmpdir(), 'sightline-ingest-'));
  const source = join(root, 'source');
  await mkdir(source);
  const events: ProgressEvent[] = [];
  const stop = new AbortController();
  const progress = (event: ProgressEvent) => void events.push(event);
  const context = createContext({ root: join(root, 'store'), progress, signal: stop.signal });
  return { root, source, context, events, stop, remove: () => rm(root, { recursive: true, force: true }) };
}

/** Writes files under a folder, making the folders between. */
export async function writeFiles(folder: string, files: Record<string, Uint8Array | string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** `count` images of a class, no two alike; `seed` sets classes apart. */
export async function imagesOf(label: string, count: number, seed: number): Promise<Record<string, Buffer>> {
  const entries = Array.from(
    { length: count },
    async (_, index) =>
      [`${label}/${String(index).padStart(3, '0')}.png`, await greyPng([seed, index, 255, 0])] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** A grey PNG of the given pixels, one row. */
export function greyPng(pixels: readonly number[], height = 1): Promise<Buffer> {
  return sharp(Uint8Array.from(pixels), { raw: { width: pixels.length / height, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

/** A colourful square that does not compress well. */
export function noise(side: number): Sharp {
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, index) => (index * 2_654_435_761) >>> 24);
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } });
}
