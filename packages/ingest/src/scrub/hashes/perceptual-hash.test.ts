import { type GoldenImage, goldenImages } from '../measures/images.fixture.ts';
import { PERCEPTUAL_HASHES } from './perceptual-hash.ts';

describe('perceptual hashes', () => {
  let images: GoldenImage[];
  beforeAll(async () => {
    images = await goldenImages();
  });

  it.each(Object.keys(PERCEPTUAL_HASHES) as (keyof typeof PERCEPTUAL_HASHES)[])('%s: imagehash to the bit', (name) => {
    const ours = images.map(({ sample, image }) => [sample.id, PERCEPTUAL_HASHES[name](image)]);
    expect(ours).toEqual(images.map(({ sample, hashes }) => [sample.id, hashes[name]]));
  });
});
