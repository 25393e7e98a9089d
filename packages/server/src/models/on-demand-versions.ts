import type { Logger } from '@sightline/artifacts';
import { errorCodeOf, messageOf, type RegisteredVersion } from '@sightline/contracts';
import type { Lease } from './lease.ts';
import type { ServedVersion } from './served-version.ts';

/** How many stay loaded, the latest asked for. */
const CAPACITY = 4;
/** A version that could not be loaded is tried again after this many milliseconds: the cause may be gone. */
export const RETRY_AFTER = 5_000;

/** Versions that were asked for by number, beside those under the alias. */
export interface OnDemandVersions {
  /** Loads a version, or finds it loaded. @throws what `load` throws */
  get(wanted: RegisteredVersion): Promise<Lease<ServedVersion>>;
  /** Those that are loaded. */
  loaded(): RegisteredVersion[];
}

export function onDemandVersions(
  load: (wanted: RegisteredVersion) => Promise<Lease<ServedVersion>>,
  logger: Pick<Logger, 'warn'>,
): OnDemandVersions {
  /** By name and number, the latest asked for last. */
  const entries = new Map<string, { opening: Promise<Lease<ServedVersion>>; loaded?: RegisteredVersion }>();
  const failed = new Map<string, { error: unknown; at: number }>();

  return {
    async get(wanted) {
      const key = `${wanted.name}/${wanted.version}`;
      const failure = failed.get(key);
      if (failure && performance.now() - failure.at < RETRY_AFTER) throw failure.error;
      const entry = entries.get(key) ?? { opening: load(wanted) };
      entries.delete(key);
      entries.set(key, entry);
      const [oldest] = entries;
      if (oldest && entries.size > CAPACITY) {
        entries.delete(oldest[0]);
        oldest[1].opening.then((evicted) => evicted.end()).catch(() => undefined);
      }
      try {
        const opened = await entry.opening;
        entry.loaded = wanted;
        failed.delete(key);
        return opened;
      } catch (error) {
        // Others who asked for it fail with the same.
        if (failed.get(key)?.error === error) throw error;
        if (entries.get(key) === entry) entries.delete(key);
        if (errorCodeOf(error) === 'server/stopping') throw error;
        failed.set(key, { error, at: performance.now() });
        logger.warn(messageOf(error));
        throw error;
      }
    },
    loaded: () => [...entries.values()].flatMap(({ loaded }) => (loaded ? [loaded] : [])),
  };
}
