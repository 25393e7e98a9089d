import { shortId, type Ancestor } from '@sightline/artifacts';
import { utc } from '../terminal/format.ts';

/**
 * Artifacts as a tree, what each was made from below it; where one comes again, it is only named.
 *
 * @param ancestors the first is the root
 */
export function lineageTree(ancestors: readonly Ancestor[]): string {
  const byId = new Map(ancestors.map((ancestor) => [ancestor.id, ancestor]));
  const shown = new Set<string>();
  const [root] = ancestors;
  return root ? linesOf(root).join('\n') : '';

  function linesOf(ancestor: Ancestor): string[] {
    const name = `${ancestor.kind} ${shortId(ancestor.id)}`;
    if (shown.has(ancestor.id)) return [`${name}  (above)`];
    shown.add(ancestor.id);
    const parents = (ancestor.lineage?.parents ?? []).flatMap(({ id }) => byId.get(id) ?? []);
    const below = parents.flatMap((parent, index) => {
      const isLast = index === parents.length - 1;
      const [first = '', ...rest] = linesOf(parent);
      return [`${isLast ? '└─' : '├─'} ${first}`, ...rest.map((line) => `${isLast ? '  ' : '│ '} ${line}`)];
    });
    return [`${name}  ${madeBy(ancestor)}`, ...below];
  }
}

function madeBy({ lineage, madeAt }: Ancestor): string {
  if (!lineage || madeAt === undefined) return 'no longer in the store';
  const { stage, stageVersion, seed } = lineage;
  return [`${stage} ${stageVersion}`, ...(seed === undefined ? [] : [`seed ${seed}`]), utc(madeAt)].join(', ');
}
