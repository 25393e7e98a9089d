import type { Sample } from '@sightline/contracts';
import type { Dataset } from '@sightline/ingest';
import sharp from 'sharp';

/** A PNG of a sample, of a clip of its first frame, with sides of at most `side` pixels. */
export async function smallPicture(dataset: Pick<Dataset, 'read'>, sample: Sample, side: number): Promise<Uint8Array> {
  return sharp((await dataset.read(sample))[0])
    .autoOrient()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .png()
    .toBuffer();
}
