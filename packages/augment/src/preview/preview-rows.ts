import type { AugmentationOptions, Frame } from '@sightline/contracts';
import { type Augmenter, createAugmenter } from '../augmenter.ts';
import type { MixSample } from '../mixing/mixer.ts';
import type { MixOperation } from '../mixing/mixers.ts';
import type { Operation } from '../transforms/transforms.ts';

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
  /** With which others it was mixed, by their numbers among the samples shown. */
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
 * Augments samples as training does in the epochs 1 to `draws`. All frames of a clip are changed by one draw. Where
 * samples are mixed, pictures are with each other's; clips are not.
 *
 * @throws ContractError when the augmentation does not fit its schema
 * @throws AugmentError `augment/wrong-size` when samples to mix have different sizes
 */
export function drawPreview(
  samples: readonly PreviewSample[],
  augmentation: AugmentationOptions,
  draws: number,
): PreviewRow[] {
  const augmenter = createAugmenter(augmentation);
  const pictures = samples.filter(isPicture);
  const labels = [...new Set(samples.map(labelOf))];
  return samples.map((sample) => ({
    sample,
    draws: Array.from({ length: draws }, (_, index): PreviewDraw => {
      const epoch = index + 1;
      const operations = augmenter.draw({ epoch, id: sample.id }, sample.frames[0].image);
      const frames = augmenter.applyToClip(sample.frames, operations);
      const mixing = isPicture(sample) ? augmenter.drawMix({ epoch, id: sample.id }, pictures.length) : [];
      if (mixing.length === 0) return { epoch, operations, mixing, fractions: [], frames };
      const mixed = augmenter.mix(toMix(sample, frames, labels), mixing, (number) => {
        const partner = pictures[number] as PreviewSample;
        return toMix(partner, augmented(augmenter, partner, epoch), labels);
      });
      return { epoch, operations, mixing, fractions: fractionsOf(mixed.target, labels), frames: [mixed.frame] };
    }),
  }));
}

function isPicture({ frames }: PreviewSample): boolean {
  return frames.length === 1;
}

function labelOf({ id, label = id }: PreviewSample): string {
  return label;
}

function augmented(augmenter: Augmenter, { id, frames }: PreviewSample, epoch: number): Frame[] {
  return augmenter.applyToClip(frames, augmenter.draw({ epoch, id }, frames[0].image));
}

function toMix(sample: PreviewSample, frames: readonly Frame[], labels: readonly string[]): MixSample {
  const target = new Float32Array(labels.length);
  target[labels.indexOf(labelOf(sample))] = 1;
  return { frame: frames[0] as Frame, target };
}

function fractionsOf(target: Float32Array, labels: readonly string[]): PreviewDraw['fractions'] {
  return labels.flatMap((label, index) => {
    const fraction = target[index] as number;
    return fraction > 0 ? [[label, fraction] as const] : [];
  });
}
