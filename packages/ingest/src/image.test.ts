import sharp from 'sharp';
import { preprocessSchema } from '@sightline/contracts';
import { decodeImage } from './decode.ts';
import { scalePixels } from './scale.ts';

const rgb = preprocessSchema.parse({ width: 2, height: 1, channels: 3 });
const grey = preprocessSchema.parse({ width: 2, height: 1, channels: 1 });
const raw = (values: number[], channels: 1 | 3 | 4, width = 2) => sharp(Uint8Array.from(values), { raw: { width, height: values.length / channels / width, channels } });

describe('decoding an image', () => {
  it('gives the very pixels of a lossless image of the right size', async () => {
    expect([...(await decodeImage(await raw([1, 2, 3, 250, 251, 252], 3).png().toBuffer(), rgb))]).toEqual([1, 2, 3, 250, 251, 252]);
    expect([...(await decodeImage(await raw([7, 200], 1).png().toBuffer(), grey))]).toEqual([7, 200]);
  });

  it('turns grey into colour and colour into luminance', async () => {
    expect([...(await decodeImage(await raw([7, 200], 1).png().toBuffer(), rgb))]).toEqual([7, 7, 7, 200, 200, 200]);
    const [white, black] = await decodeImage(await raw([255, 255, 255, 0, 0, 0], 3).png().toBuffer(), grey);
    expect([white, black]).toEqual([255, 0]);
  });

  it('lays alpha onto black', async () => {
    expect([...(await decodeImage(await raw([200, 200, 200, 0, 200, 200, 200, 255], 4).png().toBuffer(), rgb))]).toEqual([0, 0, 0, 200, 200, 200]);
  });

  it('applies the EXIF orientation', async () => {
    const upright = await raw([10, 200], 1, 1).withMetadata({ orientation: 6 }).png().toBuffer();
    expect([...(await decodeImage(upright, grey))]).toEqual([200, 10]);
  });

  it('reads 16-bit, palette and CMYK images', async () => {
    const sixteen = await sharp(Uint16Array.from([0, 65_535]), { raw: { width: 2, height: 1, channels: 1 } }).toColourspace('grey16').png().toBuffer();
    expect([...(await decodeImage(sixteen, grey))]).toEqual([0, 255]);
    const palette = await raw([255, 0, 0, 0, 0, 255], 3).png({ palette: true }).toBuffer();
    expect([...(await decodeImage(palette, rgb))]).toEqual([255, 0, 0, 0, 0, 255]);
    const cmyk = await raw(Array.from({ length: 16 * 16 * 3 }, () => 255), 3, 16).toColourspace('cmyk').jpeg().toBuffer();
    for (const value of await decodeImage(cmyk, rgb)) expect(value).toBeGreaterThan(240);
  });

  it('fits as the preprocessing says', async () => {
    const wide = await raw([255, 255, 255, 255], 1, 4).png().toBuffer();
    const square = (fit: string) => preprocessSchema.parse({ width: 4, height: 4, channels: 1, fit });
    expect([...(await decodeImage(wide, square('stretch')))].every((value) => value === 255)).toBe(true);
    expect([...(await decodeImage(wide, square('contain')))].filter((value) => value === 255)).toHaveLength(4);
  });
});

it('scales to [0, 1] and normalises each channel', () => {
  const preprocess = preprocessSchema.parse({ width: 1, height: 1, channels: 3, mean: [0, 0.5, 1], std: [1, 0.5, 2] });
  expect([...scalePixels(Uint8Array.from([0, 255, 255]), preprocess)]).toEqual([0, 1, 0]);
});
