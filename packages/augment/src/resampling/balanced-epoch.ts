import { deriveSeed, RandomStream } from '@sightline/contracts';
import { AugmentError } from '../errors.ts';
import { concatenate } from './samplers/random-samplers.ts';
import { rowsByClass } from './rows.ts';

/** Which epoch, and how many samples it has. */
export interface BalancedEpoch {
  seed: number;
  epoch: number;
  /** As many as there are samples, when left out. */
  size?: number;
}

/**
 * The samples of an epoch in which every class comes equally often (counts differ by one at most), in random order: a
 * function of (seed, epoch) alone. Each class goes through its samples in shuffled rounds that go on from epoch to
 * epoch, so that no sample comes again before all others of its class had their turn.
 *
 * @param labels class indices, `[samples]`
 * @returns indices of samples, `[size]`
 * @throws AugmentError `augment/invalid-rows` when there are no samples,
 * or `epoch` or `size` is not a whole number from 0 on
 *
 * @example
 * for (const index of balancedEpoch(labels, { seed: 7, epoch: 3 })) …
 */
export function balancedEpoch(labels: Int32Array, { seed, epoch, size = labels.length }: BalancedEpoch): Int32Array {
  if (labels.length === 0 || ![epoch, size].every((value) => Number.isSafeInteger(value) && value >= 0)) {
    throw new AugmentError(
      'augment/invalid-rows',
      `received ${labels.length} labels, epoch ${epoch} and size ${size}. ` +
        'Pass a label or more, and whole numbers from 0 on.',
    );
  }
  const groups = [...rowsByClass(labels)];
  const drawn = groups.map(([label, own], place) => {
    const count = Math.floor(size / groups.length) + (place < size % groups.length ? 1 : 0);
    return takeInRounds(own, { from: epoch * count, count }, (round) => deriveSeed(seed, 'balance', label, round));
  });
  const order = new RandomStream(deriveSeed(seed, 'balanced order', epoch));
  return Int32Array.from(order.shuffle([...concatenate(drawn)]));
}

/** `count` elements, from place `from` on, of the endless list of shuffled copies of `rows`. */
function takeInRounds(
  rows: Int32Array,
  { from, count }: { from: number; count: number },
  seedOf: (round: number) => number,
): Int32Array {
  const taken = new Int32Array(count);
  for (let done = 0; done < count;) {
    const round = Math.floor((from + done) / rows.length);
    const shuffled = new RandomStream(seedOf(round)).shuffle([...rows]);
    const part = shuffled.slice(from + done - round * rows.length).slice(0, count - done);
    taken.set(part, done);
    done += part.length;
  }
  return taken;
}
