// @ts-check
// Frames as the files that a user sends, without loss: so what is answered is the same. Needs ffmpeg.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../command.mjs';

const FRAMES_PER_SECOND = 10;
/** All shades of grey: as many as a GIF has colours. */
const GREYS =
  'format=gray,format=rgb24,split[a][b];[a]palettegen=max_colors=256:reserve_transparent=0[p];[b][p]paletteuse';
const ENCODINGS = {
  mp4: ['-c:v', 'libx264', '-qp', '0', '-pix_fmt', 'gray'],
  gif: ['-filter_complex', GREYS],
};

/**
 * @param {readonly Uint8Array[]} frames grey, each encoded
 * @param {keyof typeof ENCODINGS} extension
 * @returns {Promise<Uint8Array>} of the file
 */
export async function writeMovie(frames, extension) {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-movie-'));
  try {
    await Promise.all(
      frames.map((frame, index) => writeFile(join(folder, `${String(index).padStart(3, '0')}.png`), frame)),
    );
    const file = join(folder, `movie.${extension}`);
    const input = ['-framerate', String(FRAMES_PER_SECOND), '-i', join(folder, '%03d.png')];
    const { code, output } = await runCommand('ffmpeg', ['-v', 'error', ...input, ...ENCODINGS[extension], file], {
      cwd: folder,
    });
    if (code !== 0) throw new Error(`ffmpeg could not write a ${extension} file: ${output.trim()}`);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
