import { execFile, spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** Videos are read by ffmpeg, which not every machine has: their tests are passed over there. */
export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/** Writes a video of grey frames, 10 a second, each a shade brighter than the one before. */
export async function writeVideo(file: string, frames: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const shade = `color=black:size=32x24:rate=10,geq=lum=16+4*N:cb=128:cr=128`;
  const encode = ['-frames:v', String(frames), '-c:v', 'ffv1', '-pix_fmt', 'gray', file];
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', shade, ...encode]);
}
