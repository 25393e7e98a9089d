import { errorCodeOf, messageOf, type RegisteredVersion } from '@sightline/contracts';
import { ServerError } from './errors.ts';
import type { Lease } from './lease.ts';
import type { ServedVersion } from './served-version.ts';

/** How many stay loaded, the latest asked for. */
const CAPACITY = 4;

/** Versions that were asked for by number, beside those under the alias. */
export interface OnDemandVersions {
  /** Loads a version, or finds it loaded. @throws ServerError `server/model-failed` */
  get(wanted: RegisteredVersion): Promise<Lease<ServedVersion>>;
  /** Those that are loaded. */
  loaded(): RegisteredVersion[];
}

export function onDemandVersions(load: (wanted: RegisteredVersion) => Promise<Lease<ServedVersion>>): OnDemandVersions {
  /** By name and number, the latest asked for last. */
  const entries = new Map<string, { opening: Promise<Lease<ServedVersion>>; loaded?: RegisteredVersion }>();

  return {
    async get(wanted) {
      const key = `${wanted.name}/${wanted.version}`;
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
        return opened;
      } catch (error) {
        if (entries.get(key) === entry) entries.delete(key);
        if (errorCodeOf(error)?.startsWith('server/')) throw error;
        const message = `Version ${wanted.version} of ${wanted.name} cannot be loaded: ${messageOf(error)}`;
        throw new ServerError('server/model-failed', message, { cause: error });
      }
    },
    loaded: () => [...entries.values()].flatMap(({ loaded }) => (loaded ? [loaded] : [])),
  };
}
