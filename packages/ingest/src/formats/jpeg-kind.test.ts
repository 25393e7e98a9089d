import { decodeLimitsSchema } from '@sightline/contracts';
import { inspectImage } from '../decoding/image.ts';

const limits = decodeLimitsSchema.parse({});
/** A JPEG of 16 × 16 grey pixels, as far as its header says. */
const jpegOf = (marker: number, bits = 8) =>
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xff, marker, 0, 11, bits, 0, 16, 0, 16, 1, 1, 0x11, 0]);

it.each<[string, Buffer, string, RegExp]>([
  ['lossless', jpegOf(0xc3), 'unsupported-format', /kind of JPEG is not read: lossless\. Convert it to PNG\./],
  ['arithmetic', jpegOf(0xc9), 'unsupported-format', /arithmetic codes/],
  ['JPEG-LS', jpegOf(0xf7), 'unsupported-format', /JPEG-LS/],
  ['of 12 bits', jpegOf(0xc1, 12), 'unsupported-format', /12 bits for each sample/],
  ['cut short', jpegOf(0xc0), 'corrupt-image', /damaged or cut short/],
])('a JPEG that is %s is refused as that', async (_, encoded, reason, message) => {
  await expect(inspectImage(encoded, limits)).rejects.toMatchObject({
    reason,
    message: expect.stringMatching(message),
  });
});
