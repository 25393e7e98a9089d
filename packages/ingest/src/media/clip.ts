import { decodeImage } from '../decoding/image.ts';
import { IngestError } from '../errors.ts';
import { isMovie } from '../formats/movie.ts';
import { evenlySpaced } from '../numbers/evenly-spaced.ts';
import { framesOfMovie } from './frames-of-movie.ts';
import type { Medium } from './medium.ts';

/**
 * Frames in their order, evenly spaced over those that there are: `[frames, height, width, channels]`. A video or a GIF
 * that was sent is a clip by itself.
 */
export const clip: Medium<'clip'> = {
  samplesOf: (images) => (images.every(isMovie) ? images.map((each) => [each]) : [images]),
  shape: ({ frames, width, height, channels }) => [frames, height, width, channels],
  async read(images, spec, limits) {
    if (images.length === 0) {
      throw new IngestError('ingest/wrong-medium', 'Received no frames for one input. A clip needs at least one.');
    }
    const [first, ...others] = images as [Uint8Array, ...Uint8Array[]];
    const given = others.length === 0 && isMovie(first) ? await framesOfMovie(first, spec.frames) : images;
    const places = evenlySpaced(given.length, spec.frames);
    const decode = async (place: number) =>
      [place, await decodeImage(given[place] as Uint8Array, spec, limits)] as const;
    const frames = new Map(await Promise.all(Array.from(new Set(places), decode)));
    const size = spec.width * spec.height * spec.channels;
    const pixels = new Uint8Array(spec.frames * size);
    for (const [index, place] of places.entries()) pixels.set(frames.get(place) as Uint8Array, index * size);
    return pixels;
  },
};
