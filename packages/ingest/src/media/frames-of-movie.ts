import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Source, sourceSchema } from '@sightline/contracts';
import { undecodable } from '../formats/refusals.ts';
import { makeTemporaryFolder, removeFolder } from '../sources/files/temporary-folders.ts';
import { extractFrames } from '../sources/video/extract-frames.ts';

/** Of one that was sent: whoever waits for an answer does not wait longer. */
const MOST_SECONDS = 20;

/**
 * Frames of a video or a GIF, evenly spaced: `count`, or all where it has fewer. Needs ffmpeg.
 *
 * @returns each as PNG, in their order
 * @throws IngestError `ingest/undecodable-image` when it is damaged, or not read in 20 seconds; `ingest/invalid-source`
 * when ffmpeg is missing
 */
export async function framesOfMovie(movie: Uint8Array, count: number): Promise<Buffer[]> {
  const folder = await makeTemporaryFolder();
  try {
    const [file, frames] = [join(folder, 'movie'), join(folder, 'frames')];
    await writeFile(file, movie);
    await mkdir(frames);
    const settings = { kind: 'video', path: folder, frames: { by: 'count', count }, maxSeconds: MOST_SECONDS };
    const source = sourceSchema.parse(settings) as Extract<Source, { kind: 'video' }>;
    const signal = AbortSignal.timeout(2 * MOST_SECONDS * 1000);
    const { stretches, damage } = await extractFrames(file, frames, { ...source, signal });
    if (damage !== undefined) throw undecodable('corrupt-image', damage);
    return await Promise.all(stretches.flat().map((frame) => readFile(frame)));
  } finally {
    await removeFolder(folder);
  }
}
