import { brightness } from './colour/brightness.ts';
import { contrast } from './colour/contrast.ts';
import { flip } from './geometric/flip.ts';
import { rotate } from './geometric/rotate.ts';
import { shift } from './geometric/shift.ts';
import { gaussianNoise } from './quality/gaussian-noise.ts';
import { reverse } from './temporal/reverse.ts';

/** Every kind of transform that changes pictures: how it draws its parameters, and what it does with them. */
export const transforms = {
  rotate,
  shift,
  flip,
  brightness,
  contrast,
  gaussianNoise,
  reverse,
};

type Transforms = typeof transforms;

/** A transform with its parameters drawn: what is done to one sample. Plain JSON. */
export type Operation = {
  [Kind in keyof Transforms]: { kind: Kind } & ReturnType<Transforms[Kind]['draw']>;
}[keyof Transforms];
