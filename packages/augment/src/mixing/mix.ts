import { type Frame, type Mix, mixSeed, RandomStream } from '@sightline/contracts';
import { AugmentError } from '../errors.ts';
import { blend, type Example } from '../example.ts';
import type { Mixed, Mixer, MixLimits } from './mixer.ts';
import { mixers, type MixOperation } from './mixers.ts';

type AnyMixer = Mixer<Mix, object>;

/**
 * Draws the mixings of a list for a sample of a split of `count`.
 * Each has its own random stream, by its place in the list.
 */
export function drawMixing(list: readonly Mix[], seed: number, count: number): MixOperation[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new AugmentError(
      'augment/wrong-size',
      `Received ${count} as the number of samples to mix with. Pass a whole number, 1 or more: the size of ` +
        'the split, including the sample itself.',
    );
  }
  return list.flatMap((mix, index): MixOperation[] => {
    const random = new RandomStream(mixSeed(seed, index));
    if (random.next() >= mix.probability) return [];
    const mixer: AnyMixer = mixers[mix.kind];
    const partners = Array.from({ length: mixer.partners }, () => random.integer(count));
    return [{ kind: mix.kind, ...mixer.draw(mix, random), partners } as MixOperation];
  });
}

/**
 * Applies mixings one after the other, each with the partners unmixed. Each frame of a clip is mixed with the partners'
 * frames at the same place, by the same parameters.
 */
export function applyMixing<Sample>(
  example: Example<Sample>,
  operations: readonly MixOperation[],
  { partnerOf, minVisibility }: MixLimits & { partnerOf: (number: number) => Example<Sample> },
): Example<Sample> {
  return operations.reduce((current, { kind, partners: numbers, ...parameters }) => {
    const partners = numbers.map(partnerOf);
    for (const partner of partners) requireAlike(partner, current);
    const mixer: AnyMixer = mixers[kind];
    const mixed = current.frames.map((frame, place) => {
      const others = partners.map(({ frames }) => frames[place] as Frame);
      return mixer.apply(frame, others, { ...parameters, minVisibility });
    });
    return { frames: mixed.map(({ frame }) => frame), of: blend([current, ...partners], meanFractions(mixed)) };
  }, example);
}

/** Over the frames of a clip. */
function meanFractions(mixed: readonly Mixed[]): number[] {
  const [first, ...others] = mixed as [Mixed, ...Mixed[]];
  return first.fractions.map(
    (fraction, part) =>
      others.reduce((sum, { fractions }) => sum + (fractions[part] as number), fraction) / mixed.length,
  );
}

function requireAlike(partner: Example<unknown>, example: Example<unknown>): void {
  const [received, allowed] = [partner, example].map(({ frames }) => {
    const { height, width, channels } = (frames[0] as Frame).image;
    return `${frames.length} frames of ${height}×${width}×${channels}`;
  });
  if (received === allowed) return;
  throw new AugmentError(
    'augment/wrong-size',
    `Received a partner of ${received} for a sample of ${allowed}. Bring both to the same size, for ` +
      'example with the transform "resize", and clips to the same length, with "temporalSubsample".',
  );
}
