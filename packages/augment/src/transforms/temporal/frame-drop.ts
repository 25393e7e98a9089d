import { RandomStream } from '@sightline/contracts';
import { defineTransform } from '../definition.ts';

export interface FrameDrop {
  fill: 'repeat' | 'remove';
  seed: number;
  rate?: number;
  count?: number;
}

export const frameDrop = defineTransform('frameDrop', {
  draw({ rate, count, fill }, random): FrameDrop {
    const seed = random.integer(2 ** 32);
    return rate === undefined ? { fill, seed, count: count as number } : { fill, seed, rate: random.uniform(...rate) };
  },
  frames(parameters, count) {
    const kept = keptOf(parameters, count);
    if (parameters.fill === 'remove') return kept;
    const shown: number[] = [];
    for (let index = 0, next = 0; index < count; index++) {
      if (next < kept.length && (kept[next] as number) <= index) next++;
      // What was lost before the first frame that stays is made up for by that frame.
      shown.push(kept[Math.max(0, next - 1)] as number);
    }
    return shown;
  },
});

/** The frames that stay, in order; one of them, drawn uniformly, stays whatever is asked. */
function keptOf({ rate, count: lost = 0, seed }: FrameDrop, count: number): number[] {
  const random = new RandomStream(seed);
  const order = random.shuffle(Array.from({ length: count }, (_, index) => index));
  const kept =
    rate === undefined ? order.slice(0, Math.max(1, count - lost)) : order.filter(() => random.next() >= rate);
  return (kept.length > 0 ? kept : order.slice(0, 1)).sort((a, b) => a - b);
}
