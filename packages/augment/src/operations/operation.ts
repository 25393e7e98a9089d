import type { CustomOperation } from '../custom/custom-transform.ts';
import type { transforms } from '../transforms/transforms.ts';

type Transforms = typeof transforms;

/** A transform with its parameters drawn: what is done to one sample. Plain JSON. */
export type Operation =
  | { [Kind in keyof Transforms]: { kind: Kind } & ReturnType<Transforms[Kind]['draw']> }[keyof Transforms]
  | CustomOperation;
