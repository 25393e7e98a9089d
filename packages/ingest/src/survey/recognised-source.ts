import type { Source } from '@sightline/contracts';

/** A source as a spec has it, without what has a default. */
export type RecognisedSource = { readonly kind: Source['kind']; readonly path: string } & Readonly<
  Record<string, unknown>
>;
