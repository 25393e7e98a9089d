import { type Mix, mixSeed, RandomStream } from '@sightline/contracts';
import { AugmentError } from '../errors.ts';
import type { Mixer, MixLimits, MixSample } from './mixer.ts';
import { mixers, type MixOperation } from './mixers.ts';

type AnyMixer = Mixer<Mix, object>;

/**
 * Draws the mixings of a list for a sample of a split of `count`. Each has its own random stream, by its place in the
 * list.
 */
export function drawMixing(list: readonly Mix[], seed: number, count: number): MixOperation[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new AugmentError(
      'augment/wrong-size',
      `Received ${count} as the number of samples to mix with. Pass a whole number from 1 on: all of the split, ` +
        'the sample among them.',
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

/** Applies mixings, one after the other; each of them with the partners as they are, unmixed. */
export function applyMixing(
  sample: MixSample,
  operations: readonly MixOperation[],
  { partnerOf, minVisibility }: MixLimits & { partnerOf: (number: number) => MixSample },
): MixSample {
  return operations.reduce((mixed, { kind, partners: numbers, ...parameters }) => {
    const partners = numbers.map(partnerOf);
    for (const partner of partners) requireAlike(partner, mixed);
    const mixer: AnyMixer = mixers[kind];
    return mixer.apply(mixed, partners, { ...parameters, minVisibility });
  }, sample);
}

function requireAlike(partner: MixSample, sample: MixSample): void {
  const [received, allowed] = [partner, sample].map(
    ({ frame: { image }, target }) => `${image.height}×${image.width}×${image.channels} with ${target.length} classes`,
  );
  if (received === allowed) return;
  throw new AugmentError(
    'augment/wrong-size',
    `Received a partner of ${received} for a sample of ${allowed}. Bring both to one size, by the transform ` +
      '"resize" for one.',
  );
}
