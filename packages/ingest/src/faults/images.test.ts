import { readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { greyPng, noise, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { pngClaiming } from '../decoding/png.fixture.ts';
import { ingestInChild } from './child.fixture.ts';
import { goodImages, ingestAll, removeUntouched, setAside } from './fault.fixture.ts';

/** Generous: slow machines run other tests beside this one. */
const MOST_MILLISECONDS = 60_000;

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => removeUntouched(place));

describe('F17 a truncated image', () => {
  it.each(['png', 'jpeg', 'gif', 'webp', 'tiff', 'avif'] as const)('(%s) is set aside as corrupt', async (format) => {
    const whole = await noise(40).toFormat(format).toBuffer();
    const cut = Object.fromEntries(
      [0.3, 0.6, 0.95].map((fraction) => [`cat/${fraction}.png`, whole.subarray(0, whole.length * fraction)]),
    );
    expect(await setAside(place, cut)).toEqual(Object.keys(cut).map((path) => `${path}: corrupt-image`));
  });
});

describe('F18 wrong magic bytes', () => {
  it('are not an image, whatever the name says', async () => {
    const files = {
      'cat/a.png': 'a text',
      'cat/b.jpg': Buffer.alloc(5000, 7),
      'cat/c.gif': '%PDF-1.7',
      'cat/d.txt': await greyPng([1]),
    };
    expect(await setAside(place, files)).toEqual(Object.keys(files).map((path) => `${path}: not-an-image`));
  });

  it('of another image format are taken as that', async () => {
    expect(await setAside(place, { 'cat/really a jpeg.png': await noise(16).jpeg().toBuffer() })).toEqual([]);
  });
});

describe('F19 a file of zero bytes', () => {
  it('is set aside as empty', async () => {
    expect(await setAside(place, { 'cat/empty.png': '' })).toEqual(['cat/empty.png: empty-file']);
  });
});

describe('F20 corrupt EXIF and ICC', () => {
  it('do not keep the pixels from being read', async () => {
    const exif = { IFD0: { Artist: 'A'.repeat(200) } };
    const files: Record<string, Buffer> = {};
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const image = noise(24).withExif(exif).withIccProfile('p3').toFormat(format);
      const whole = await image.toBuffer();
      for (const [name, marker] of [
        ['exif', 'A'.repeat(50)],
        ['icc', 'acsp'],
      ] as const) {
        const at = whole.indexOf(marker);
        if (at === -1) continue; // a PNG compresses its profile
        files[`cat/${name}.${format}`] = Buffer.from(whole).fill(0xff, at - 8, at + 24);
      }
    }
    expect(Object.keys(files).length).toBeGreaterThanOrEqual(4);
    expect(await setAside(place, files)).toEqual([]);
  });
});

describe('F21 animated, 16-bit, CMYK, alpha, palette', () => {
  it('are taken, every one; their pixels are compared in decoding.test.ts', async () => {
    const { cases } = JSON.parse(readFileSync(join(__dirname, '../../golden/decoding.json'), 'utf8'));
    const files = cases.map(({ file }: { file: string }, index: number) => [
      `cat/${100 + index}.png`,
      Buffer.from(file, 'base64'),
    ]);
    expect(await setAside(place, Object.fromEntries(files))).toEqual([]);
  });
});

describe('F22 a decompression bomb', () => {
  it('of 100,000 × 100,000 pixels is refused from its header, in little memory and time', async () => {
    const jpeg = await noise(16).jpeg().toBuffer();
    jpeg.fill(0xff, jpeg.indexOf('ffc0', 'hex') + 5, jpeg.indexOf('ffc0', 'hex') + 9); // its height and width
    await writeFiles(place.source, {
      ...(await goodImages()),
      'cat/bomb.png': pngClaiming(100_000),
      'cat/bomb.jpg': jpeg,
    });
    const started = performance.now();
    const { output, growth } = await ingestInChild(place.root, { source: { path: place.source } });
    expect(output).toMatchObject({ samples: 6, quarantined: 2 });
    expect(growth).toBeLessThan(50_000_000);
    expect(performance.now() - started).toBeLessThan(MOST_MILLISECONDS);
  });

  it('just within maxPixels costs memory in proportion to that, eight at once', async () => {
    const white = await sharp({ create: { width: 7000, height: 7000, channels: 3, background: '#fff' } })
      .png({ palette: true })
      .toBuffer();
    const files = Array.from({ length: 8 }, (_, index) => [
      `cat/large ${index}.png`,
      Buffer.concat([white, Buffer.from([index])]),
    ]);
    await writeFiles(place.source, { ...(await goodImages()), ...Object.fromEntries(files) });
    const { output, growth } = await ingestInChild(place.root, { source: { path: place.source } });
    expect(output).toMatchObject({ samples: 14, quarantined: 0 });
    expect(growth).toBeLessThan(8 * 50_000_000 * 3);
  });
});

describe('F27 a polyglot of SVG or HTML', () => {
  it('is not an image: nothing of it is run or fetched', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script><image ' +
      'href="file:///etc/passwd"/></svg>';
    const files = {
      'cat/a.png': svg,
      'cat/b.png': `<?xml version="1.0"?>${svg}`,
      'cat/c.jpg': `<!doctype html>${svg}`,
      'cat/d.gif': `GIF89a/*${svg}*/=1;`,
    };
    expect(await setAside(place, files)).toEqual([
      'cat/a.png: not-an-image',
      'cat/b.png: not-an-image',
      'cat/c.jpg: not-an-image',
      'cat/d.gif: corrupt-image',
    ]);
  });

  it('that is an image first is read as that image; what follows is never looked at', async () => {
    const html = Buffer.concat([await greyPng([7, 7]), Buffer.from('<html><script>alert(1)</script></html>')]);
    await writeFiles(place.source, { ...(await goodImages()), 'cat/both.png': html });
    const { samples } = await ingestAll(place, { path: place.source });
    expect(samples.find(({ id }) => id === 'cat/both.png')).toMatchObject({ width: 2, height: 1 });
  });
});

it('links that lead out, files without a class and files over maxBytes are set aside with them', async () => {
  const large = await noise(64).png().toBuffer();
  await writeFiles(place.source, { ...(await goodImages()), 'cat/large.png': large, 'loose.png': await greyPng([1]) });
  await symlink('/etc/passwd', join(place.source, 'cat/leak.png'));
  const limits = { maxPixels: 50_000_000, maxBytes: large.length - 1 };
  const { quarantined } = await ingestAll(place, { path: place.source }, { limits });
  expect(quarantined.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    'cat/large.png: too-many-bytes',
    'cat/leak.png: outside-source',
    'loose.png: missing-label',
  ]);
});
