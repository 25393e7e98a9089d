import { decodeImage } from '../decoding/image.ts';
import { IngestError } from '../errors.ts';
import { evenlySpaced } from '../numbers/evenly-spaced.ts';
import type { Medium } from './medium.ts';

/** Frames in their order, evenly spaced over those that there are: `[frames, height, width, channels]`. */
export const clip: Medium<'clip'> = {
  samplesOf: (images) => [images],
  shape: ({ frames, width, height, channels }) => [frames, height, width, channels],
  async read(images, spec, limits) {
    if (images.length === 0) {
      throw new IngestError('ingest/wrong-medium', 'Received no frames for one input. A clip needs at least one.');
    }
    const places = evenlySpaced(images.length, spec.frames);
    const decode = async (place: number) =>
      [place, await decodeImage(images[place] as Uint8Array, spec, limits)] as const;
    const frames = new Map(await Promise.all(Array.from(new Set(places), decode)));
    const size = spec.width * spec.height * spec.channels;
    const pixels = new Uint8Array(spec.frames * size);
    for (const [index, place] of places.entries()) pixels.set(frames.get(place) as Uint8Array, index * size);
    return pixels;
  },
};
