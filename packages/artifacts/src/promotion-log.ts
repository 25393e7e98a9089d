import type { Promotion } from '@sightline/contracts';

/** The version that an alias points at by its log, oldest entry first; null before its first promotion. */
export function currentVersion(log: readonly Promotion[], alias: string): number | null {
  return log.findLast((entry) => entry.alias === alias)?.to ?? null;
}

/** The version that a rollback of an alias leads to: the one promoted before the current one, step by step. */
export function versionBefore(log: readonly Promotion[], alias: string): number | undefined {
  const stood: number[] = [];
  for (const entry of log) {
    if (entry.alias !== alias) continue;
    if (entry.action === 'promote') stood.push(entry.to);
    else stood.pop();
  }
  return stood.at(-2);
}

/**
 * The rollback by which a person took an alias from a version, unless the alias has come back to it since. What a run
 * took back, because what follows its promotion failed, says nothing about the version.
 */
export function rollbackOf(log: readonly Promotion[], alias: string, version: number): Promotion | undefined {
  const last = log.findLast((entry) => entry.alias === alias && (entry.from === version || entry.to === version));
  return last?.action === 'rollback' && last.from === version && last.run === undefined ? last : undefined;
}
