import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext } from '@sightline/artifacts';
import { ingestInputSchema } from '@sightline/contracts';
import { openDataset } from '../../dataset/dataset.ts';
import { temporaryFolders } from '../../faults/fault.fixture.ts';
import { openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { ingest } from '../../ingest.ts';
import { loadPixels } from '../../media/inputs/load-pixels.ts';
import { hasFfmpeg, writeVideo } from './video.fixture.ts';

const preprocess = { width: 1, height: 1, channels: 1, fit: 'stretch' } as const;
/** The number of a frame by its brightness, in the range of an image. */
const numberOf = (shade: number) => Math.round(shade / ((4 * 255) / 219));

const describeWithFfmpeg = hasFfmpeg ? describe : describe.skip;

describeWithFfmpeg('videos', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
    await writeVideo(join(place.source, 'run', 'a 1.mkv'), 20);
    await writeVideo(join(place.source, 'walk', 'b.mkv'), 7);
  });
  afterEach(() => place.remove());

  const read = async (settings: object) => {
    const source = { kind: 'video', path: place.source, ...settings };
    const input = ingestInputSchema.parse({ source, maxQuarantinedFraction: 0.9 });
    return openDataset(place.context.artifacts, (await ingest(input, place.context)).dataset);
  };
  /** The numbers of the frames, by their brightness. */
  const framesOf = async (settings: object) => {
    const dataset = await read(settings);
    const pixels = await loadPixels(dataset, dataset.samples, preprocess, place.context);
    return dataset.samples.map(({ id }, index) => [id, numberOf(pixels[index] ?? 0)]);
  };

  it('by count: evenly spread frames, all of a video in one group', async () => {
    const dataset = await read({ frames: { by: 'count', count: 3 } });
    expect(dataset.samples.map(({ id, label, group }) => [id, label, group])).toEqual(
      [0, 1, 2]
        .map((index) => [`run/a 1.mkv/00000${index}.png`, 'run', 'run/a 1.mkv'])
        .concat([0, 1, 2].map((index) => [`walk/b.mkv/00000${index}.png`, 'walk', 'walk/b.mkv'])),
    );
    const frames = await framesOf({ frames: { by: 'count', count: 3 } });
    expect(frames.map(([, frame]) => frame)).toEqual([3, 10, 16, 1, 3, 5]);
  });

  it('by rate: so many a second', async () => {
    const { samples } = await read({ frames: { by: 'rate', perSecond: 5 } });
    expect(samples.filter(({ label }) => label === 'run')).toHaveLength(10);
  });

  it('by clip: overlapping clips of every second frame; a video too short for one is set aside', async () => {
    const frames = { by: 'clip', length: 4, stride: 2, step: 3 };
    const dataset = await read({ frames });
    const run = dataset.samples.filter(({ label }) => label === 'run');
    expect(run.map(({ id, group, parts }) => [id, group, parts.length])).toEqual(
      [0, 1, 2].map((clip) => [`run/a 1.mkv/00000${clip}`, 'run/a 1.mkv', 4]),
    );
    const numbersOf = async (count: number) => {
      const spec = { kind: 'clip', frames: count, width: 1, height: 1, channels: 1, fit: 'stretch' } as const;
      return Array.from(await loadPixels(dataset, run, spec, place.context), numberOf);
    };
    expect(await numbersOf(4)).toEqual([0, 2, 4, 6, 6, 8, 10, 12, 12, 14, 16, 18]);
    expect(await numbersOf(2)).toEqual([2, 6, 8, 12, 14, 18]);
    await expect(loadPixels(dataset, run, preprocess, place.context)).rejects.toMatchObject({
      code: 'ingest/wrong-medium',
      message: expect.stringMatching(/run\/a 1\.mkv\/000000 is a clip of 4 frames.*kind: clip, frames: 4/),
    });
    const one = await read({ frames: { ...frames, clipsPerVideo: 1 } });
    expect(one.samples.map(({ id }) => id)).toEqual(['run/a 1.mkv/000001', 'walk/b.mkv/000000']);
    await writeVideo(join(place.source, 'walk', 'short.mkv'), 2);
    const { quarantined } = await read({ frames });
    expect(quarantined).toMatchObject([
      {
        path: 'walk/short.mkv',
        reason: 'too-few-frames',
        detail: expect.stringMatching(
          /whole, but too short for a clip: it has 1 frames when each 2th is taken \(stride\), a clip has 4/,
        ),
      },
    ]);
  });

  it('in folders of splits keep these, as images do', async () => {
    await writeVideo(join(place.source, '../sets/train/run/a.mkv'), 5);
    await writeVideo(join(place.source, '../sets/val/walk/b.mkv'), 5);
    const { samples, labels } = await read({ path: join(place.source, '../sets'), frames: { by: 'count', count: 1 } });
    expect(labels).toEqual(['run', 'walk']);
    expect(samples.map(({ id, split }) => `${id} ${split}`)).toEqual([
      'train/run/a.mkv/000000.png train',
      'val/walk/b.mkv/000000.png validation',
    ]);
  });

  it('that are damaged, no videos, playlists or too long are set aside', async () => {
    const whole = await readFile(join(place.source, 'run', 'a 1.mkv'));
    await writeFiles(place.source, {
      'run/empty.mp4': '',
      'run/text.mp4': 'no video',
      'run/playlist.mp4': '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n',
      'run/notes.txt': 'x',
      'loose.mkv': whole,
    });
    await writeFile(join(place.source, 'run', 'header.mkv'), whole.subarray(0, 100));
    await writeVideo(join(place.source, 'run', 'long.mkv'), 40);
    const { quarantined } = await read({ frames: { by: 'rate', perSecond: 10 }, maxFrames: 30 });
    expect(quarantined.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'loose.mkv missing-label',
      'run/empty.mp4 empty-file',
      'run/header.mkv corrupt-image',
      'run/long.mkv too-many-pixels',
      'run/notes.txt not-an-image',
      'run/playlist.mp4 corrupt-image',
      'run/text.mp4 corrupt-image',
    ]);
    for (const { detail } of quarantined) expect(detail).not.toContain(place.root);
  });

  const withPath = async (folder: string, work: () => Promise<void>) => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    await work().finally(() => (process.env['PATH'] = path));
  };

  it('say that ffmpeg is missing', () =>
    withPath(place.root, () =>
      expect(read({})).rejects.toMatchObject({
        code: 'ingest/invalid-source',
        message: expect.stringMatching(/ffmpeg is not installed.*apt install ffmpeg/),
      }),
    ));

  it('are not taken for damaged when the disk is full', async () => {
    await writeFiles(place.root, {
      'bin/ffprobe': `#!/bin/sh\nPATH=${process.env['PATH']}\nexec ffprobe "$@"\n`,
      'bin/ffmpeg': '#!/bin/sh\n[ "$1" = -version ] && exit 0\necho "frame.png: No space left on device" >&2\nexit 1\n',
    });
    for (const name of ['ffmpeg', 'ffprobe']) await chmod(join(place.root, 'bin', name), 0o700);
    await withPath(join(place.root, 'bin'), () =>
      expect(read({ frames: { by: 'rate', perSecond: 1 } })).rejects.toMatchObject({
        code: 'ingest/source-unreadable',
        message: expect.stringMatching(/full: free some space, or set TMPDIR/),
      }),
    );
  });

  it('that an earlier ingest has read are not decoded again: their frames come from its dataset', async () => {
    const [log, bin] = [join(place.root, 'log'), join(place.root, 'bin')];
    const wrapper = (name: string) =>
      `#!/bin/sh\n[ "$1" = -version ] || [ ${name} = ffprobe ] || echo "$@" >> ${log}\n` +
      `PATH=${process.env['PATH']}\nexec ${name} "$@"\n`;
    await writeFiles(bin, { ffmpeg: wrapper('ffmpeg'), ffprobe: wrapper('ffprobe') });
    for (const name of ['ffmpeg', 'ffprobe']) await chmod(join(bin, name), 0o700);
    const source = { kind: 'video', path: place.source, frames: { by: 'clip', length: 4, stride: 2, step: 3 } };
    const input = ingestInputSchema.parse({ source });
    const decoded = async () => {
      const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n').filter(Boolean);
      await writeFiles(place.root, { log: '' });
      // Several are decoded at once.
      return lines.map((line) => /([^/ ]+\.mkv)/.exec(line)?.[1] ?? '').sort((a, b) => a.localeCompare(b));
    };
    await withPath(bin, async () => {
      const first = await ingest(input, place.context);
      expect(await decoded()).toEqual(['1.mkv', 'b.mkv']);
      expect(await ingest(input, place.context)).toEqual(first);
      expect(await decoded()).toEqual([]);
      await rename(join(place.source, 'run', 'a 1.mkv'), join(place.source, 'run', 'z.mkv'));
      await writeVideo(join(place.source, 'walk', 'c.mkv'), 12);
      await decoded();
      const grown = await ingest(input, place.context);
      expect(await decoded()).toEqual(['c.mkv']);
      const fresh = createContext({ root: join(place.root, 'fresh') });
      expect(await ingest(input, fresh)).toEqual(grown);
      expect(await decoded()).toEqual(['b.mkv', 'c.mkv', 'z.mkv']);
      const shard = await fresh.artifacts.filePath(grown.dataset, 'shards/000000.tar');
      await writeFile(shard, (await readFile(shard)).fill(7, 600, 700));
      expect(await ingest(input, createContext({ root: join(place.root, 'fresh') }))).toEqual(grown);
      expect(await decoded()).toEqual(['b.mkv', 'c.mkv', 'z.mkv']);
    });
  });

  it('leave no ffmpeg running and no folder when the work is cancelled while frames are taken', async () => {
    await writeVideo(join(place.source, 'run', 'long.mkv'), 20_000);
    setTimeout(() => place.stop.abort(new Error('stopped by hand')), 300);
    const started = performance.now();
    await expect(read({ frames: { by: 'count', count: 5 }, maxSeconds: 60 })).rejects.toThrow('stopped by hand');
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(await temporaryFolders()).toEqual([]);
    expect(place.events.every(({ unit }) => unit === 'videos')).toBe(true);
  });
});
