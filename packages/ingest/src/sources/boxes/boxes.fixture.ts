import { classesOf, ingestInputSchema } from '@sightline/contracts';
import { openDataset } from '../../dataset/dataset.ts';
import { greyPng, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { ingest } from '../../ingest.ts';

/** An image that boxes lie on: 10 wide, 8 high. */
export function imageOfBoxes(): Promise<Buffer> {
  return greyPng(Array(80).fill(7), 8);
}

/** An object of an annotation of Pascal VOC. */
export function vocObject(name: string, [xmin, ymin, xmax, ymax]: readonly (number | string)[]): string {
  const corners = `<xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax>`;
  return `<object><name>${name}</name><bndbox>${corners}</bndbox></object>`;
}

/** What became of a source of these files: the samples, and a line for each that was set aside. */
export async function ingestFiles(place: Workplace, source: object, files: Record<string, Uint8Array | string>) {
  await writeFiles(place.source, files);
  const input = ingestInputSchema.parse({ source: { path: place.source, ...source }, maxQuarantinedFraction: 0.95 });
  const { dataset } = await ingest(input, place.context);
  const { samples, quarantined } = await openDataset(place.context.artifacts, dataset);
  return {
    annotated: samples.map((sample) => ({
      id: sample.id,
      classes: classesOf(sample).join(' '),
      split: sample.split,
      boxes: sample.boxes,
    })),
    quarantined: quarantined.map(({ path, reason, detail }) => `${path} ${reason} ${detail}`),
  };
}
