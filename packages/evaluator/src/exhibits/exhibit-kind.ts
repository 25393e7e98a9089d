import type { Exhibit, ExhibitOf } from '@sightline/contracts';
import type { Markup } from '../markup/markup.ts';

/** Small pictures (PNG) of samples, by their ids. */
export type Pictures = ReadonlyMap<string, Uint8Array>;

/** How exhibits of a kind are shown. */
export interface ExhibitKind<Kind extends Exhibit['kind']> {
  /** How those that follow each other stand in a page: a class of its style sheet. */
  readonly layout?: 'charts' | 'beside';
  /** One of them in a page, with its title and note. */
  show(exhibit: ExhibitOf<Kind>, pictures: Pictures): Markup;
  /** Its file in a run's folder. */
  file(exhibit: ExhibitOf<Kind>): { readonly extension: 'svg' | 'csv'; readonly text: string };
}
