import { decodeLimitsSchema } from '@sightline/contracts';
import { decodePixels } from '../../decoding/image.ts';
import { hashImage } from './hash-image.ts';
import { goldenImages } from '../measures/images.fixture.ts';
import { PERCEPTUAL_HASHES } from './perceptual-hash.ts';
import { photographs } from '../measures/photographs.fixture.ts';

/** Where two pixels are equal, as in a flag's stripes, dHash turns on a single grey level. */
const MOST_BITS = { average: 4, difference: 10, perceptual: 4 };
const METHODS = Object.keys(PERCEPTUAL_HASHES) as (keyof typeof PERCEPTUAL_HASHES)[];

function bitsApart(one: string, other: string): number {
  return (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2).replaceAll('0', '').length;
}

describe.each(METHODS)('hashImage, %s', (method) => {
  it.each(photographs.map((photograph) => [photograph.name, photograph] as const))(
    'of a JPEG is close to imagehash: %s',
    async (_, { jpeg, hashes }) => {
      const encoded = Buffer.from(jpeg, 'base64');
      expect(bitsApart(await hashImage(encoded, { method }), hashes[method])).toBeLessThanOrEqual(MOST_BITS[method]);
      // The same decoder as Pillow's.
      const image = await decodePixels(encoded, decodeLimitsSchema.parse({}));
      expect(PERCEPTUAL_HASHES[method](image)).toBe(hashes[method]);
    },
  );

  it('of a PNG is imagehash to the bit', async () => {
    const images = await goldenImages();
    const ours = await Promise.all(images.map(({ encoded }) => hashImage(encoded, { method })));
    expect(ours).toEqual(images.map(({ hashes }) => hashes[method]));
  });

  it('refuses what is not an image', async () => {
    await expect(hashImage(Buffer.from('a text'), { method })).rejects.toMatchObject({ reason: 'not-an-image' });
  });
});
