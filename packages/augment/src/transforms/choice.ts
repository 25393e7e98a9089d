import type { CompositionKind, RandomStream, Transform } from '@sightline/contracts';
import type { ImageSize } from '../image-size.ts';

/** Which transforms a kind of transform made of others takes, each with its own number: that of its random stream. */
export type Choice<Kind extends CompositionKind> = (
  settings: Extract<Transform, { kind: Kind }>,
  random: RandomStream,
  size: ImageSize,
) => readonly (readonly [number: number, transform: Transform])[];
