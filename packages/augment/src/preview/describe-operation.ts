import { exportName } from '@sightline/contracts';
import type { MixOperation } from '../mixing/mixers.ts';
import type { Operation } from '../operations/operation.ts';

type AnyOperation = Operation | MixOperation;

/** Of a list, or of an object. */
const MOST_PARTS = 4;
/** What says nothing to people. */
const LEFT_OUT: ReadonlySet<string> = new Set(['seed', 'partners']);

/** Describes operations to people: `rotate degrees -8.21`, `flip horizontal`. */
export type Describe = (operation: AnyOperation) => string;

/**
 * Makes what describes operations of `all`: it leaves out seeds, long lists, and what is the same in every operation of
 * a kind, for that was not drawn but set.
 */
export function describing(all: readonly AnyOperation[]): Describe {
  const values = new Map<string, unknown[]>();
  for (const { kind, ...parameters } of all.map(named)) {
    for (const [name, value] of Object.entries(parameters)) {
      const key = `${kind} ${name}`;
      values.set(key, [...(values.get(key) ?? []), JSON.stringify(value)]);
    }
  }
  const isSet = (kind: string, name: string) => {
    const known = values.get(`${kind} ${name}`) ?? [];
    return known.length > 1 && new Set(known).size === 1;
  };
  return (operation) => {
    const { kind, ...parameters } = named(operation);
    const settings = Object.entries(parameters).flatMap(([name, value]) => {
      const text = LEFT_OUT.has(name) || isSet(kind, name) ? undefined : valueOf(value);
      if (text === undefined) return [];
      return [typeof value === 'string' ? text : `${name} ${text}`];
    });
    return [kind, settings.join(', ')].filter((part) => part !== '').join(' ');
  };
}

/** A custom operation under the name of its transform. */
function named(operation: AnyOperation): { readonly kind: string } {
  if (operation.kind !== 'custom') return operation;
  const [module = '', name = ''] = operation.transform.split(/#(?=[^#]*$)/);
  return { ...operation.parameters, kind: exportName({ module, export: name }) };
}

function valueOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(Number(value.toPrecision(3)));
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const parts = Object.entries(value).map(([name, part]) => {
    const text = valueOf(part);
    return Array.isArray(value) || text === undefined ? text : `${name} ${text}`;
  });
  return parts.length > MOST_PARTS || parts.includes(undefined) ? undefined : `(${parts.join(', ')})`;
}
