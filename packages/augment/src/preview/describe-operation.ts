import type { MixOperation } from '../mixing/mixers.ts';
import type { Operation } from '../transforms/transforms.ts';

const LONGEST_LIST = 4;
/** What is set rather than drawn, or says nothing to people. */
const LEFT_OUT: ReadonlySet<string> = new Set(['seed', 'border', 'fill', 'partners']);

/** What was drawn, for people: `rotate degrees -8.21`, `flip horizontal`. Seeds, settings and long lists are left out. */
export function describeOperation({ kind, ...parameters }: Operation | MixOperation): string {
  const told = Object.entries(parameters).flatMap(([name, value]) => {
    const text = LEFT_OUT.has(name) ? undefined : valueOf(value);
    if (text === undefined) return [];
    return [typeof value === 'string' ? text : `${name} ${text}`];
  });
  return [kind, told.join(', ')].filter((part) => part !== '').join(' ');
}

function valueOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(Number(value.toPrecision(3)));
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value) || value.length > LONGEST_LIST) return undefined;
  const parts = value.map(valueOf);
  return parts.includes(undefined) ? undefined : `(${parts.join(', ')})`;
}
