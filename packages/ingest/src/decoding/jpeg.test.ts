import { preprocessSchema } from '@sightline/contracts';
import sharp, { type JpegOptions, type Sharp } from 'sharp';
import { decodeImage } from './image.ts';
import { noise } from '../image-folder.fixture.ts';
import { decodeJpeg } from './jpeg.ts';
import { photographs } from '../scrub/measures/photographs.fixture.ts';

/** Of the type definitions only the browser's have it. */
declare const WebAssembly: { Memory: new (size: { initial: number }) => { buffer: ArrayBuffer } };

const WIDTH = 75;
const HEIGHT = 50;

/** Smooth shades of all colours with some edges. */
function picture(): Sharp {
  const pixels = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, index) => {
    const [pixel, band] = [Math.floor(index / 3), index % 3];
    const [x, y] = [pixel % WIDTH, Math.floor(pixel / WIDTH)];
    const edge = Math.hypot(x - 30, y - 20) < 12 ? 60 : 0;
    return 100 + edge + 60 * Math.sin(x / (6 + band) + y / (9 - 2 * band));
  });
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

async function differences(encoded: Uint8Array, channels: 1 | 3): Promise<{ mean: number; most: number }> {
  const { pixels, width, height } = decodeJpeg(encoded, { channels })!;
  const expected = await decodeImage(encoded, preprocessSchema.parse({ width, height, channels }));
  expect(pixels).toHaveLength(expected.length);
  const apart = Array.from(pixels, (value, index) => Math.abs(value - expected[index]!));
  return { mean: apart.reduce((sum, value) => sum + value, 0) / apart.length, most: Math.max(...apart) };
}

describe('decodeJpeg', () => {
  it.each<[string, JpegOptions, number]>([
    ['quality 60', { quality: 60 }, 6],
    ['quality 90', { quality: 90 }, 6],
    ['quality 100', { quality: 100 }, 31],
    ['chroma at full size', { quality: 80, chromaSubsampling: '4:4:4' }, 6],
    ['progressive', { quality: 80, progressive: true }, 6],
  ])('gives the pixels of decodeImage to within what the fast DCT costs: %s', async (_, options, most) => {
    const encoded = await picture().jpeg(options).toBuffer();
    for (const channels of [1, 3] as const) {
      const apart = await differences(encoded, channels);
      expect(apart.mean).toBeLessThan(2);
      expect(apart.most).toBeLessThanOrEqual(most);
    }
  });

  it.each(photographs.map(({ name, jpeg }) => [name, jpeg]))('does so for real photographs: %s', async (name, jpeg) => {
    for (const channels of [1, 3] as const) {
      const apart = await differences(Buffer.from(jpeg, 'base64'), channels);
      expect(apart.mean).toBeLessThan(1.5);
      expect(apart.most).toBeLessThanOrEqual(name === 'medals' ? 20 : 6); // of quality 95
    }
  });

  it('copies grey into three bands', async () => {
    const encoded = await picture().greyscale().toColourspace('b-w').jpeg().toBuffer();
    expect((await differences(encoded, 1)).most).toBeLessThanOrEqual(6);
    const [grey, colour] = [decodeJpeg(encoded, { channels: 1 })!, decodeJpeg(encoded, { channels: 3 })!];
    expect([...colour.pixels]).toEqual([...grey.pixels].flatMap((value) => [value, value, value]));
  });

  it('decodes into memory of the caller, WebAssembly memory too', async () => {
    const encoded = await picture().jpeg().toBuffer();
    const memory = new WebAssembly.Memory({ initial: 1 });
    const into = new Uint8Array(memory.buffer, 1000);
    const decoded = decodeJpeg(encoded, { channels: 3, into })!;
    expect(decoded).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 3 });
    expect(decoded.pixels.buffer).toBe(memory.buffer);
    expect([...into.subarray(0, WIDTH * HEIGHT * 3)]).toEqual([...decodeJpeg(encoded, { channels: 3 })!.pixels]);
    expect(() => decodeJpeg(encoded, { channels: 3, into: into.subarray(0, 100) })).toThrow(
      'Received 100 bytes to decode into. An image of 75 × 50 pixels with 3 channels needs 11250.',
    );
  });

  it('takes an sRGB profile and an upright orientation for what they are', async () => {
    const encoded = await picture()
      .withIccProfile('srgb')
      .withExif({})
      .withMetadata({ orientation: 1 })
      .jpeg()
      .toBuffer();
    expect((await differences(encoded, 3)).most).toBeLessThanOrEqual(7);
  });

  it.each<[string, () => Sharp]>([
    ['CMYK', () => picture().toColourspace('cmyk').jpeg()],
    ['an EXIF orientation', () => picture().withMetadata({ orientation: 6 }).jpeg()],
    ['a wide-gamut profile', () => picture().withIccProfile('p3').jpeg()],
    ['another format', () => picture().png()],
  ])('leaves %s to decodeImage', async (_, image) => {
    expect(decodeJpeg(await image().toBuffer(), { channels: 3 })).toBeUndefined();
  });

  it('leaves to decodeImage what is over the limits', async () => {
    const encoded = await picture().jpeg().toBuffer();
    const at = { maxPixels: WIDTH * HEIGHT, maxBytes: encoded.length };
    expect(decodeJpeg(encoded, { channels: 3, limits: at })).toBeDefined();
    expect(decodeJpeg(encoded, { channels: 3, limits: { ...at, maxPixels: at.maxPixels - 1 } })).toBeUndefined();
    expect(decodeJpeg(encoded, { channels: 3, limits: { ...at, maxBytes: at.maxBytes - 1 } })).toBeUndefined();
  });

  it('leaves to decodeImage what was cut short anywhere, or has a byte changed in its header', async () => {
    const encoded = await noise(20).withMetadata({ orientation: 1 }).jpeg().toBuffer();
    for (let length = 0; length < encoded.length - 2; length += 7)
      expect(decodeJpeg(encoded.subarray(0, length), { channels: 3 })).toBeUndefined();
    for (let at = 0; at < 700; at += 3) {
      const damaged = Buffer.from(encoded);
      damaged[at]! ^= 0xff;
      expect(() => decodeJpeg(damaged, { channels: 1 })).not.toThrow();
    }
  });
});
