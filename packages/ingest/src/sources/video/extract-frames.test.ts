import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceSchema } from '@sightline/contracts';
import sharp from 'sharp';
import type { VideoSource } from './command.ts';
import { extractFrames } from './extract-frames.ts';
import { hasFfmpeg } from './video.fixture.ts';

const ffmpeg = (...args: string[]) => execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);

/** The n-th frame is of the shade 4n + 16; `more` follows the input. */
const shades = (frames: number, rate: number, more: readonly string[] = [], size = '32x24') => {
  const shade = `color=black:size=${size}:rate=${rate},geq=lum=16+4*N:cb=128:cr=128`;
  return ['-f', 'lavfi', '-i', shade, ...more, '-frames:v', String(frames)];
};
const INTRA = ['-c:v', 'ffv1', '-pix_fmt', 'gray'];
const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-qp', '0', '-bf', '2', '-g', '10', '-keyint_min', '10'];

(hasFfmpeg ? describe : describe.skip)('frames of a video', () => {
  let folder: string;
  let count = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-frames-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const place = (name: string) => join(folder, name);
  const make = (name: string, ...args: string[]) => {
    ffmpeg(...args, place(name));
    return place(name);
  };
  const extract = async (video: string, settings: object) => {
    const source = sourceSchema.parse({ kind: 'video', path: folder, ...settings }) as VideoSource;
    const target = place(`frames ${count++}`);
    await mkdir(target);
    const { stretches, damage } = await extractFrames(video, target, {
      ...source,
      signal: new AbortController().signal,
    });
    const numbers = stretches.map((files) =>
      Promise.all(
        files.map(async (file) => {
          const [shade = 0] = await sharp(file).raw().toBuffer();
          return Math.round(shade / ((4 * 255) / 219));
        }),
      ),
    );
    return { frames: await Promise.all(numbers), damage };
  };
  const byRate = (perSecond: number) => ({ frames: { by: 'rate', perSecond } });

  it.each([
    ['of 12 frames, 0.48 s', [12, 25, 1], [6]],
    ['of one frame', [1, 25, 1], [0]],
    ['of two frames at a low rate', [2, 10, 0.1], [1]],
    ['of half a second and a little more', [13, 25, 1], [12]],
  ])(
    'by rate: a clip %s gives one, the middle one where the rate asks for none',
    async (_, [frames = 0, rate = 0, asked = 0], expected) => {
      const video = make('short.mkv', ...shades(frames, rate, INTRA));
      expect(await extract(video, byRate(asked))).toEqual({ frames: [expected], damage: undefined });
    },
  );

  it('by rate: at the rate of the video or a higher one each frame comes once', async () => {
    const video = make('fast.mkv', ...shades(5, 10, INTRA));
    for (const rate of [10, 25]) expect((await extract(video, byRate(rate))).frames).toEqual([[0, 1, 2, 3, 4]]);
  });

  it('of a GIF, of frames at odd times and of a video that is to be turned', async () => {
    const gif = make('short.gif', ...shades(4, 10));
    expect((await extract(gif, byRate(1))).frames.flat()).toHaveLength(1);
    const odd = make('odd.mkv', ...shades(12, 10, ['-vf', 'select=lt(n\\,10)+gt(n\\,17)', '-vsync', '0', ...INTRA]));
    const { frames } = await extract(odd, { frames: { by: 'count', count: 100 } });
    expect(frames).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 18, 19]]);
    const plain = make('plain.mp4', ...shades(3, 10, H264));
    const turned = make('turned.mp4', '-i', plain, '-c', 'copy', '-metadata:s:v', 'rotate=90');
    const target = place('turned');
    await mkdir(target);
    const source = sourceSchema.parse({ kind: 'video', path: folder }) as VideoSource;
    const { stretches } = await extractFrames(turned, target, { ...source, signal: new AbortController().signal });
    expect(await sharp(stretches[0]?.[0]).metadata()).toMatchObject({ width: 24, height: 32 });
  });

  it('are none where there is no stream of pictures: sound alone, sound with a cover', async () => {
    const sound = make('sound.mp4', '-f', 'lavfi', '-i', 'sine=duration=1');
    const reason = {
      reason: 'no-video-stream',
      message: 'It has no video stream, so no frames. It holds only: audio.',
    };
    await expect(extract(sound, {})).rejects.toMatchObject(reason);
    const cover = make('cover.png', ...shades(1, 1));
    const both = ['-i', sound, '-i', cover, '-map', '0', '-map', '1', '-c', 'copy'];
    const covered = make('covered.mp4', ...both, '-disposition:v:0', 'attached_pic');
    await expect(extract(covered, {})).rejects.toMatchObject({ reason: 'no-video-stream' });
  });

  it.each([
    { by: 'count', count: 2 },
    { by: 'rate', perSecond: 1 },
  ])('are not decoded where they are too large: %j', async (frames) => {
    const large = make(
      'large.mkv',
      '-f',
      'lavfi',
      '-i',
      'color=black:size=10240x5120:rate=1',
      '-frames:v',
      '1',
      '-c:v',
      'ffv1',
    );
    await expect(extract(large, { frames })).rejects.toMatchObject({
      reason: 'too-many-pixels',
      message: 'Its frames have 10240 × 5120 pixels; at most 50000000 in all are decoded.',
    });
  });

  describe('that is damaged', () => {
    /** 40 frames with a key frame each 10, the packet that is shown as the given frame overwritten. */
    const damaged = async (name: string, ...shown: number[]) => {
      const video = make(name, ...shades(40, 10, H264, '64x48'));
      const args = ['-v', 'error', '-show_entries', 'packet=pts_time,pos,size', '-of', 'csv=p=0', video];
      const packets = execFileSync('ffprobe', args).toString().trim().split('\n');
      const bytes = await readFile(video);
      for (const line of packets) {
        const [time = 0, size = 0, position = 0] = line.split(',').map(Number);
        if (shown.includes(Math.round(time * 10))) bytes.fill(0xff, position, position + size);
      }
      await writeFile(video, bytes);
      return video;
    };

    it('keeps the frames that are whole: those before the damage, and those from the next key frame on', async () => {
      const video = await damaged('damaged.mp4', 13);
      const { frames, damage } = await extract(video, byRate(10));
      const [before = [], after = []] = frames;
      expect(frames).toHaveLength(2);
      expect(before.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(before.every((number, index) => number === index && number < 13)).toBe(true);
      expect(after).toEqual(Array.from({ length: 20 }, (_, index) => 20 + index));
      const whole = before.length + after.length;
      expect(damage).toMatch(`It is damaged: ${whole} of its 40 frames are whole and were used`);
    });

    it.each([
      [{ by: 'rate', perSecond: 1 }, [[4], [24, 34]]],
      [{ by: 'count', count: 2 }, [[7, 32]]],
      [{ by: 'clip', length: 8 }, [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], Array.from({ length: 20 }, (_, at) => 20 + at)]],
    ])('by %j', async (frames, expected) => {
      const video = await damaged('damaged.mp4', 10);
      expect((await extract(video, { frames })).frames).toEqual(expected);
    });

    it('gives the same frames and the same words each time, without a path or an address', async () => {
      const video = await damaged('damaged.mp4', 13, 31);
      const [one, other] = [await extract(video, byRate(10)), await extract(video, byRate(10))];
      expect(one).toEqual(other);
      expect(one.damage).not.toMatch(/0x|[/\\]|\[/);
    });

    it('is set aside where no frame is whole, with the reason', async () => {
      const video = await damaged('all.mp4', ...Array.from({ length: 40 }, (_, index) => index));
      await expect(extract(video, byRate(1))).rejects.toMatchObject({
        reason: 'corrupt-image',
        message: 'It is damaged: none of its 40 frames (h264) can be decoded whole.',
      });
      await writeFile(place('none.mp4'), 'no video');
      await expect(extract(place('none.mp4'), {})).rejects.toMatchObject({
        reason: 'corrupt-image',
        message: expect.stringMatching(/^It cannot be opened as a video: .* MP4/),
      });
    });

    it('is read to where it is cut short', async () => {
      const video = make('long.mp4', ...shades(40, 10, [...H264, '-movflags', '+faststart'], '64x48'));
      const bytes = await readFile(video);
      await writeFile(place('cut.mp4'), bytes.subarray(0, bytes.length * 0.7));
      const { frames, damage } = await extract(place('cut.mp4'), byRate(10));
      expect(frames).toHaveLength(1);
      expect(frames[0]?.length).toBeGreaterThan(5);
      expect(frames[0]).toEqual(frames[0]?.map((_, index) => index));
      expect(damage).toMatch(/^It is damaged/);
    });

    it('leaves nothing of the first try among the frames', async () => {
      const target = place('clean');
      await mkdir(target);
      const source = sourceSchema.parse({ kind: 'video', path: folder, ...byRate(10) }) as VideoSource;
      const { signal } = new AbortController();
      const { stretches } = await extractFrames(await damaged('damaged.mp4', 25), target, { ...source, signal });
      const files = (await readdir(target, { recursive: true })).filter((name) => name.endsWith('.png'));
      expect(files).toHaveLength(stretches.flat().length);
    });
  });
});
