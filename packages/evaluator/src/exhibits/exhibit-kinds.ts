import type { Exhibit } from '@sightline/contracts';
import { curves } from './curves.ts';
import type { ExhibitKind } from './exhibit-kind.ts';
import { gallery } from './gallery.ts';
import { matrix } from './matrix.ts';
import { table } from './table.ts';

/** All kinds of exhibits. None knows a task. */
export const exhibitKinds: { readonly [Kind in Exhibit['kind']]: ExhibitKind<Kind> } = {
  matrix,
  curves,
  table,
  gallery,
};

/** How an exhibit is shown. */
export function kindOf(exhibit: Exhibit): ExhibitKind<Exhibit['kind']> {
  return exhibitKinds[exhibit.kind] as ExhibitKind<Exhibit['kind']>;
}
