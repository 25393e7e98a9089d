import { RandomStream } from '@sightline/contracts';
import { defineTransform } from '../definition.ts';

export const saltAndPepper = defineTransform('saltAndPepper', {
  draw: ({ amount, saltVsPepper }, random) => ({
    amount: random.uniform(...amount),
    saltVsPepper: random.uniform(...saltVsPepper),
    seed: random.integer(2 ** 32),
  }),
  pixels({ amount, saltVsPepper, seed }, image) {
    const { channels } = image;
    const pixels = image.pixels.slice();
    const area = image.width * image.height;
    const count = Math.floor(area * amount);
    const salt = Math.floor(count * saltVsPepper);
    const random = new RandomStream(seed);
    // The first steps of a shuffle choose as many places, none of them twice.
    const places = Uint32Array.from({ length: area }, (_, place) => place);
    for (let index = 0; index < count; index++) {
      const other = index + random.integer(area - index);
      const place = places[other] as number;
      places[other] = places[index] as number;
      pixels.fill(index < salt ? 255 : 0, place * channels, (place + 1) * channels);
    }
    return { ...image, pixels };
  },
});
