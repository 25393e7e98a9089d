import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sample, type ScrubCheckName, scrubPolicySchema, type RawImage } from '@sightline/contracts';
import { decodePixels } from '../../decoding/image.ts';
import { sampleOf } from '../../dataset/sample.fixture.ts';
import type { Evidence } from '../checks/check.ts';
import { measureImage } from './image-measures.ts';

const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/images.json'), 'utf8')) as {
  images: {
    name: string;
    /** base64 */
    png: string;
    scores: Record<string, number>;
    issues: string[];
    hashes: GoldenImage['hashes'];
  }[];
};

/** Our checks by cleanvision's names. */
const NAMES: Readonly<Record<string, ScrubCheckName>> = {
  dark: 'dark',
  light: 'light',
  blurry: 'blurry',
  low_information: 'lowInformation',
  odd_aspect_ratio: 'oddAspectRatio',
  odd_size: 'oddSize',
  grayscale: 'greyscale',
};

/** An image with what cleanvision and imagehash say of it. */
export interface GoldenImage {
  sample: Sample;
  encoded: Buffer;
  image: RawImage;
  scores: Partial<Record<ScrubCheckName, number>>;
  issues: ScrubCheckName[];
  hashes: { average: string; difference: string; perceptual: string };
}

/** The images of `golden/images.json`, decoded: one fault each. */
export async function goldenImages(): Promise<GoldenImage[]> {
  const limits = { maxPixels: 1_000_000, maxBytes: 1_000_000 };
  return Promise.all(
    golden.images.map(async ({ name, png, scores, issues, hashes }, index) => {
      const encoded = Buffer.from(png, 'base64');
      const image = await decodePixels(encoded, limits);
      const { width, height } = image;
      const sample = { ...sampleOf('class', index, png), id: name, width, height };
      const ours = Object.entries(scores).flatMap(([check, score]) => (NAMES[check] ? [[NAMES[check], score]] : []));
      return {
        sample,
        encoded,
        image,
        scores: Object.fromEntries(ours) as GoldenImage['scores'],
        issues: issues.flatMap((check) => NAMES[check] ?? []),
        hashes,
      };
    }),
  );
}

/** The evidence for the checks on some images, at the default thresholds. */
export function evidenceOf(images: readonly GoldenImage[]): Evidence {
  return {
    thresholds: scrubPolicySchema.parse({}).thresholds,
    predicted: { labels: [], probabilities: new Map() },
    embeddings: new Map(),
    measures: new Map(images.map(({ sample, image }) => [sample.id, measureImage(image)])),
  };
}
