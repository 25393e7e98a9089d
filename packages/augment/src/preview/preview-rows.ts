import type { AugmentationOptions, Frame } from '@sightline/contracts';
import { type Augmenter, createAugmenter } from '../augmenter.ts';
import type { CustomTransforms } from '../custom/custom-transform.ts';
import type { Constituent, Example } from '../example.ts';
import type { MixOperation } from '../mixing/mixers.ts';
import type { Operation } from '../operations/operation.ts';

/** A sample to show: a picture, which is one frame, or the frames of a clip in their order. */
export interface PreviewSample {
  id: string;
  label?: string;
  frames: readonly [Frame, ...Frame[]];
}

/** How a sample looks in one epoch, and what was done to it. */
export interface PreviewDraw {
  epoch: number;
  operations: readonly Operation[];
  /** With which others it was mixed, by their numbers among the samples that have as many frames. */
  mixing: readonly MixOperation[];
  /** The fraction of each label, where it was mixed; 0 is left out. */
  fractions: readonly (readonly [label: string, fraction: number])[];
  frames: readonly Frame[];
}

/** A sample and its augmented forms. */
export interface PreviewRow {
  sample: PreviewSample;
  draws: readonly PreviewDraw[];
}

/**
 * Augments samples as training does in the epochs 1 to `draws`. All frames of a clip are changed by one
 * draw. Where samples are mixed, they are with those that have as many frames; each clip is then
 * resampled to this number of frames.
 *
 * @param augmentation with what its custom transforms are defined as, where it has any
 * @throws ContractError when the augmentation does not fit its schema
 * @throws AugmentError `augment/wrong-size` when samples to mix have different sizes
 */
export function drawPreview(
  samples: readonly PreviewSample[],
  { custom, ...augmentation }: AugmentationOptions & { custom?: CustomTransforms | undefined },
  draws: number,
): PreviewRow[] {
  const isMixed = (augmentation.mix ?? []).length > 0;
  return samples.map((sample) => {
    const alike = samples.filter(({ frames }) => frames.length === sample.frames.length);
    const augmenter = createAugmenter(augmentation, { custom, ...(isMixed && { frames: sample.frames.length }) });
    return {
      sample,
      draws: Array.from({ length: draws }, (_, index): PreviewDraw => {
        const epoch = index + 1;
        const operations = augmenter.draw({ epoch, id: sample.id }, sample.frames[0].image);
        const mixing = augmenter.drawMix({ epoch, id: sample.id }, alike.length);
        const { frames, of } = augmenter.mix(exampleOf(augmenter, sample, epoch), mixing, (number) =>
          exampleOf(augmenter, alike[number] as PreviewSample, epoch),
        );
        return { epoch, operations, mixing, fractions: mixing.length > 0 ? fractionsOf(of) : [], frames };
      }),
    };
  });
}

function exampleOf(augmenter: Augmenter, sample: PreviewSample, epoch: number): Example<PreviewSample> {
  const operations = augmenter.draw({ epoch, id: sample.id }, sample.frames[0].image);
  return { frames: augmenter.applyToClip(sample.frames, operations), of: [{ sample, fraction: 1 }] };
}

/** Of each label, in the order of the first sample that has it. */
function fractionsOf(of: readonly Constituent<PreviewSample>[]): PreviewDraw['fractions'] {
  const fractions = new Map<string, number>();
  for (const { sample, fraction } of of) {
    const { id, label = id } = sample;
    fractions.set(label, (fractions.get(label) ?? 0) + fraction);
  }
  return [...fractions];
}
