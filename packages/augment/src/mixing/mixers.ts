import { copyPaste } from './copy-paste.ts';
import { cutMix } from './cut-mix.ts';
import { mixUp } from './mix-up.ts';
import { mosaic } from './mosaic.ts';

/** Every kind of mixing: how it draws its parameters, and what it does with them. */
export const mixers = { mixUp, cutMix, mosaic, copyPaste };

type Mixers = typeof mixers;

/**
 * A mixing with its parameters drawn: what is done to one sample, and with which others of its split,
 * by their numbers. Plain JSON.
 */
export type MixOperation = {
  [Kind in keyof Mixers]: { kind: Kind; partners: number[] } & ReturnType<Mixers[Kind]['draw']>;
}[keyof Mixers];
