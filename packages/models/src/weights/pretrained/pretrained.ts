import { nsfwjs } from './nsfwjs.ts';
import type { Pretrained } from './pretrained-weights.ts';

/** By the names of their packages: `weights: npm:<name>` in a spec. */
export const pretrained: Readonly<Record<string, Pretrained>> = { nsfwjs };
