import { type CompositionKind, type RandomStream, type Transform } from '@sightline/contracts';

type Chosen = readonly (readonly [index: number, transform: Transform])[];

/** Every kind of transform made of others: which of them it takes, each with its number among them. */
export const compositions: {
  [Kind in CompositionKind]: (settings: Extract<Transform, { kind: Kind }>, random: RandomStream) => Chosen;
} = {
  sequence: ({ transforms }) => [...transforms.entries()],
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
};
