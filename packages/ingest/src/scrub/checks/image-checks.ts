import type { Quarantined, Sample, ScrubCheckName, ScrubThresholds } from '@sightline/contracts';
import type { Evidence, CheckFinding, ScrubCheck } from './check.ts';
import { sharpnessScore } from '../measures/blurriness.ts';
import type { ImageMeasures } from '../measures/image-measures.ts';
import { oddSizesOf } from './odd-size.ts';

type ImageCheckName = Extract<
  ScrubCheckName,
  'dark' | 'light' | 'blurry' | 'lowInformation' | 'oddAspectRatio' | 'oddSize' | 'greyscale'
>;

/**
 * The checks of single images as cleanvision 0.3 defines them (https://github.com/cleanlab/cleanvision), `greyscale`
 * excepted: it is a finding only among colour.
 */
export const IMAGE_CHECKS: { readonly [Name in ImageCheckName]: ScrubCheck } = {
  dark: byScore('dark', 'dark', 'are dark', (measures) => ({
    score: measures.percentile99,
    detail: `99 % of the pixels are at most ${percent(measures.percentile99)} bright.`,
  })),
  light: byScore('light', 'light', 'are too light', (measures) => ({
    score: 1 - measures.percentile5,
    detail: `95 % of the pixels are at least ${percent(measures.percentile5)} bright.`,
  })),
  blurry: byScore('blurry', 'blurry', 'are blurry', (measures) => ({
    score: sharpnessScore(measures),
    detail: `The edges deviate by ${measures.edges.toFixed(1)} grey levels.`,
  })),
  lowInformation: byScore('lowInformation', 'low-information', 'hold little information', ({ entropy }) => ({
    score: Math.min(entropy / 10, 1),
    detail: `The histogram has an entropy of ${entropy.toFixed(2)} bits.`,
  })),
  oddAspectRatio: {
    fault: 'have an odd aspect ratio',
    failure: 'ingest/failed-check',
    needs: 'index',
    canPrevail: true,
    find: (samples, { thresholds }) =>
      samples.flatMap(({ id, width, height }): CheckFinding[] => {
        const score = Math.min(width / height, height / width);
        if (score >= thresholds.oddAspectRatio) return [];
        return [{ sample: id, score, reason: 'odd-aspect-ratio', detail: `${width} × ${height} pixels.` }];
      }),
  },
  oddSize: {
    fault: 'have an odd size',
    failure: 'ingest/failed-check',
    needs: 'index',
    find: (samples, { thresholds }) => oddSizesOf(samples, thresholds.oddSize),
  },
  greyscale: {
    fault: 'are greyscale among images in colour',
    failure: 'ingest/failed-check',
    needs: 'pixels',
    find(samples, { measures }) {
      const grey = samples.filter(({ id }) => measures.get(id)?.greyscale);
      if (grey.length === samples.length) return [];
      const detail = `${samples.length - grey.length} other images are in colour.`;
      return grey.map(({ id }) => ({ sample: id, score: 0, reason: 'greyscale', detail }));
    },
  },
};

/** A check of the images whose score is under a threshold. */
function byScore(
  threshold: Exclude<keyof ScrubThresholds, 'prevalence'>,
  reason: Quarantined['reason'],
  fault: string,
  judge: (measures: ImageMeasures) => Pick<CheckFinding, 'score' | 'detail'>,
): ScrubCheck {
  const find = (samples: readonly Sample[], { thresholds, measures }: Evidence): CheckFinding[] =>
    samples.flatMap(({ id }) => {
      const measured = measures.get(id);
      const judged = measured && judge(measured);
      return judged && judged.score < thresholds[threshold] ? [{ sample: id, reason, ...judged }] : [];
    });
  return { fault, failure: 'ingest/failed-check', needs: 'pixels', canPrevail: true, find };
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
