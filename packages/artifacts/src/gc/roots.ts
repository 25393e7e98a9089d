import { type Json, placeOfWeights, type RegisteredVersion } from '@sightline/contracts';
import { refsIn } from '../refs-in.ts';
import type { Registry } from '../registry.ts';
import type { KeepRules, OpenRun } from './keep.ts';

/** Every registered version, and those whose artifacts must stay. */
export interface Versions {
  readonly all: readonly RegisteredVersion[];
  readonly kept: readonly RegisteredVersion[];
}

/**
 * What the registry keeps of each model: the versions that its promotion log names, which aliases point at and
 * rollbacks lead to; the newest ones; those registered since a moment.
 */
export async function keptVersions(
  registry: Registry,
  { versions: newest }: KeepRules,
  since: Date,
): Promise<Versions> {
  const all: RegisteredVersion[] = [];
  const kept: RegisteredVersion[] = [];
  for (const name of await registry.models()) {
    const named = new Set((await registry.promotions(name)).flatMap(({ from, to }) => [from, to]));
    const versions = await registry.versions(name);
    all.push(...versions);
    kept.push(
      ...versions.filter(
        ({ version, registeredAt }) =>
          named.has(version) || version > versions.length - newest || new Date(registeredAt) >= since,
      ),
    );
  }
  return { all, kept };
}

/** The ids of the artifacts that open runs name: those that their training starts from, for example. */
export function namedByRuns(runs: readonly OpenRun[], versions: readonly RegisteredVersion[]): string[] {
  return runs.flatMap(({ spec }) => [...refsIn(spec).map(({ id }) => id), ...stringsIn(spec).flatMap(idsOf)]);

  function idsOf(text: string): string[] {
    const place = placeOfWeights(text);
    if (place.kind === 'artifact') return [place.id];
    if (place.kind !== 'registered') return [];
    // Whatever an alias points at is kept anyway.
    const found = versions.filter(({ name, version }) => name === place.name && String(version) === place.version);
    return found.map(({ model }) => model.id);
  }
}

function stringsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
