import type { Logger, Registry } from '@sightline/artifacts';
import { errorCodeOf, messageOf, type RegisteredVersion } from '@sightline/contracts';
import type { Lease } from './lease.ts';
import { RETRY_AFTER } from './on-demand-versions.ts';
import type { ServedVersion } from './served-version.ts';

/** A version that the alias points at but that could not be loaded; the previous version stays in service. */
export interface LoadFailure {
  name: string;
  version: number;
  message: string;
}

interface Surroundings {
  registry: Registry;
  alias: string;
  /** Loads a version, for as long as it is under the alias. */
  load(registered: RegisteredVersion): Promise<Lease<ServedVersion>>;
  logger: Logger;
}

/** The version of each model that an alias points at, kept in step with the registry. */
export class AliasedVersions {
  readonly #surroundings: Surroundings;
  readonly #current = new Map<string, Lease<ServedVersion>>();
  readonly #failed = new Map<string, LoadFailure & { at: number }>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Loads what the alias has come to point at, then moves traffic to it, then lets go of the old versions. */
  async sync(): Promise<void> {
    const names = await this.#surroundings.registry.models();
    const results = await Promise.allSettled(names.map((name) => this.#syncModel(name)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** The version of a model that is served. */
  of(name: string): Lease<ServedVersion> | undefined {
    return this.#current.get(name);
  }

  /** All that are served, sorted by name. */
  all(): ServedVersion[] {
    return [...this.#current].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { value }]) => value);
  }

  failures(): LoadFailure[] {
    return [...this.#failed.values()].map(({ name, version, message }) => ({ name, version, message }));
  }

  async #syncModel(name: string): Promise<void> {
    const { registry, alias } = this.#surroundings;
    const wanted = await registry.alias(name, alias);
    const old = this.#current.get(name);
    if (!wanted || wanted.version === old?.value.registered.version) return void this.#failed.delete(name);
    const failure = this.#failed.get(name);
    if (failure?.version === wanted.version && performance.now() - failure.at < RETRY_AFTER) return;
    await this.#replace(old, wanted);
  }

  async #replace(old: Lease<ServedVersion> | undefined, wanted: RegisteredVersion): Promise<void> {
    const { name, version } = wanted;
    const { load, logger } = this.#surroundings;
    const before = old?.value.registered.version;
    try {
      this.#current.set(name, await load(wanted));
    } catch (error) {
      if (errorCodeOf(error) === 'server/stopping') return;
      const message = messageOf(error);
      this.#failed.set(name, { name, version, message, at: performance.now() });
      logger.warn(before ? `Version ${before} of ${name} stays in service. ${message}` : message);
      return;
    }
    this.#failed.delete(name);
    logger.info(`${name}: serving version ${version}${before ? `, replacing ${before}` : ''}`);
    old?.end().catch((error: unknown) => {
      logger.warn(`${name}: version ${before} could not be freed: ${messageOf(error)}`);
    });
  }
}
