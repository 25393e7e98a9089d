import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { type IngestInput, ingestInputSchema } from '@sightline/contracts';
import { createContext, type StageContext } from '@sightline/artifacts';
import sharp from 'sharp';
import { openDataset } from './dataset.ts';
import { ingest } from './ingest.ts';

const png = (grey: number) => sharp({ create: { width: 8, height: 8, channels: 3, background: { r: grey, g: grey, b: grey } } }).png().toBuffer();

/** A PNG whose header promises `side`² pixels, in a few bytes. */
function hugePng(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))), chunk('IEND', Buffer.alloc(0))]);
}

describe('an image folder with unusable files', () => {
  let root: string;
  let source: string;
  let context: StageContext;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-ingest-'));
    source = join(root, 'source');
    context = createContext({ root: join(root, 'store') });
    for (const label of ['cat', 'dog']) {
      await mkdir(join(source, label), { recursive: true });
      for (let index = 0; index < 10; index++) await writeFile(join(source, label, `${index}.png`), await png(index * 9 + label.length));
    }
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const input = (changes: Partial<IngestInput> = {}) => ingestInputSchema.parse({ source: { path: source }, maxQuarantinedShare: 0.5, ...changes });

  it('quarantines each with its reason and goes on', async () => {
    const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#345' } }).jpeg().toBuffer();
    const noise = await sharp(Buffer.from(Array.from({ length: 64 * 64 }, (_, index) => (index * 7919) % 251)), { raw: { width: 64, height: 64, channels: 1 } }).png().toBuffer();
    const bad: Record<string, Buffer | string> = {
      'empty.png': '',
      'text.png': 'not an image at all',
      'truncated.png': noise.subarray(0, noise.length / 2),
      'truncated.jpg': photo.subarray(0, photo.length / 2),
      'bomb.png': hugePng(60_000),
      'page.png': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
      'notes.txt': 'hello',
    };
    for (const [name, content] of Object.entries(bad)) await writeFile(join(source, 'cat', name), content);
    await writeFile(join(root, 'secret.png'), await png(1));
    await symlink(join(root, 'secret.png'), join(source, 'cat', 'leak.png'));
    await writeFile(join(source, 'stray.png'), await png(2));
    await writeFile(join(source, 'cat', '.hidden.png'), 'x');

    const before = process.memoryUsage().rss;
    const output = await ingest(input(), context);
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
    expect(output).toMatchObject({ samples: 20, classes: { cat: 10, dog: 10 }, quarantined: 9 });
    const { quarantined } = await openDataset(context.artifacts, output.dataset);
    expect(Object.fromEntries(quarantined.map(({ path, reason }) => [path, reason]))).toEqual({
      'cat/empty.png': 'empty-file',
      'cat/text.png': 'not-an-image',
      'cat/truncated.png': 'corrupt-image',
      'cat/truncated.jpg': 'corrupt-image',
      'cat/bomb.png': 'too-many-pixels',
      'cat/page.png': 'not-an-image',
      'cat/notes.txt': 'not-an-image',
      'cat/leak.png': 'outside-source',
      'stray.png': 'missing-label',
    });
  });

  it('sets a file over the byte limit aside without reading it', async () => {
    await writeFile(join(source, 'cat', 'big.png'), Buffer.alloc(200_000));
    const output = await ingest(input({ limits: { maxPixels: 1e6, maxBytes: 100_000 } }), context);
    const { quarantined } = await openDataset(context.artifacts, output.dataset);
    expect(quarantined).toEqual([{ path: 'cat/big.png', reason: 'too-many-bytes', detail: 'The file has 200000 bytes; at most 100000 are allowed.' }]);
  });

  it('stops when more are unusable than the spec allows', async () => {
    for (let index = 0; index < 3; index++) await writeFile(join(source, 'cat', `bad${index}.png`), 'x');
    await expect(ingest(input({ maxQuarantinedShare: 0.1 }), context)).rejects.toMatchObject({
      code: 'ingest/too-many-quarantined',
      message: expect.stringMatching(/3 of 23 files .* \(13\.0 %; ingest\.maxQuarantinedShare allows 10 %\):\n {2}- cat\/bad0\.png: not-an-image/),
    });
  });

  it.each([
    ['a missing folder', async () => join(root, 'nowhere'), 'ingest/source-not-found'],
    ['a file', async () => join(source, 'cat', '0.png'), 'ingest/source-not-found'],
    ['an empty folder', async () => mkdtemp(join(root, 'empty-')), 'ingest/empty-source'],
    ['one class only', async () => (await rm(join(source, 'dog'), { recursive: true }), source), 'ingest/single-class'],
  ])('refuses %s before anything is trained', async (_, path, code) => {
    await expect(ingest(input({ source: { kind: 'image-folder', path: await path() } }), context)).rejects.toMatchObject({ code });
  });
});
