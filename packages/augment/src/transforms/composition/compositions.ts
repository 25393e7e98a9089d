import { type CompositionKind, type Transform } from '@sightline/contracts';
import { autoAugment } from '../policy/auto-augment.ts';
import { randAugment } from '../policy/rand-augment.ts';
import { trivialAugment } from '../policy/trivial-augment.ts';
import type { Choice } from '../choice.ts';

/** Every kind of transform made of others: which of them it takes. */
export const compositions: { [Kind in CompositionKind]: Choice<Kind> } = {
  sequence({ transforms, shuffle }, random) {
    const all = [...transforms.entries()];
    return shuffle ? random.shuffle(all) : all;
  },
  oneOf({ transforms, weights = transforms.map(() => 1) }, random) {
    let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
    const index = weights.findIndex((weight) => (left -= weight) < 0);
    // Rounding may leave a rest after the last one.
    const chosen = index < 0 ? weights.findLastIndex((weight) => weight > 0) : index;
    return [[chosen, transforms[chosen] as Transform]];
  },
  someOf({ transforms, count }, random) {
    const chosen = new Set(random.shuffle([...transforms.keys()]).slice(0, count));
    return [...transforms.entries()].filter(([index]) => chosen.has(index));
  },
  autoAugment,
  randAugment,
  trivialAugment,
};
