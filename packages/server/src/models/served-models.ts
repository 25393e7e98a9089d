import { type ArtifactStore, type Logger, openRegistry } from '@sightline/artifacts';
import { errorCodeOf, messageOf, modelNameSchema, type RegisteredVersion } from '@sightline/contracts';
import { ServerError } from '../errors.ts';
import type { Inference } from '../inference/inference.ts';
import { lease, type Lease } from './lease.ts';
import { onDemandVersions, RETRY_AFTER } from './on-demand-versions.ts';
import { loadVersion, type ServedVersion } from './served-version.ts';

/** A version that the alias points at but that could not be loaded; the previous version stays in service. */
interface LoadFailure {
  name: string;
  version: number;
  message: string;
}

/** The models that a server answers with, kept in step with the registry. */
export interface ServedModels {
  /**
   * Makes what is served what the registry says: loads and warms up new versions, then moves traffic to them, then
   * lets go of the old ones.
   */
  sync(): Promise<void>;
  /** What stands under the alias and is served, sorted by name. */
  current(): ServedVersion[];
  failures(): LoadFailure[];
  /**
   * The registered versions of a model, oldest first, and those of them that are loaded.
   *
   * @throws ServerError `server/model-not-found`
   */
  versions(name: string): Promise<{ registered: RegisteredVersion[]; loaded: Set<number> }>;
  /**
   * Works with a version, which stays loaded until `work` is done; without a number the one under the alias.
   *
   * @throws ServerError `server/model-not-found`
   */
  use<Result>(
    name: string,
    version: number | undefined,
    work: (served: ServedVersion) => Promise<Result>,
  ): Promise<Result>;
}

interface Surroundings {
  store: ArtifactStore;
  inference: Inference;
  /** Of versions that are asked for by number: their loading and their runs hold up nobody else's. */
  onDemandInference: Inference;
  alias: string;
  logger: Logger;
}

export function servedModels({ store, inference, onDemandInference, alias, logger }: Surroundings): ServedModels {
  const registry = openRegistry(store);
  const current = new Map<string, Lease<ServedVersion>>();
  const onDemand = onDemandVersions((wanted) => load(wanted, onDemandInference), logger);
  const failed = new Map<string, LoadFailure & { at: number }>();

  /** @throws ServerError `server/model-failed` and `server/stopping` */
  async function load(registered: RegisteredVersion, where: Inference): Promise<Lease<ServedVersion>> {
    try {
      return lease(await loadVersion(registered, store, where), (served) => served.release());
    } catch (cause) {
      if (errorCodeOf(cause) === 'server/stopping') throw cause;
      const message = `Version ${registered.version} of ${registered.name} cannot be loaded: ${messageOf(cause)}`;
      throw new ServerError('server/model-failed', message, { cause });
    }
  }

  async function syncModel(name: string): Promise<void> {
    const wanted = await registry.alias(name, alias);
    const old = current.get(name);
    if (!wanted || wanted.version === old?.value.registered.version) return void failed.delete(name);
    const failure = failed.get(name);
    if (failure?.version === wanted.version && performance.now() - failure.at < RETRY_AFTER) return;
    const before = old?.value.registered.version;
    try {
      current.set(name, await load(wanted, inference));
      failed.delete(name);
      logger.info(`${name}: serving version ${wanted.version}${before ? `, replacing ${before}` : ''}`);
    } catch (error) {
      if (errorCodeOf(error) === 'server/stopping') return;
      const message = messageOf(error);
      failed.set(name, { name, version: wanted.version, message, at: performance.now() });
      logger.warn(before ? `Version ${before} of ${name} stays in service. ${message}` : message);
      return;
    }
    old?.end().catch((error: unknown) => {
      logger.warn(`${name}: version ${before} could not be freed: ${messageOf(error)}`);
    });
  }

  async function versions(name: string): Promise<RegisteredVersion[]> {
    const registered = modelNameSchema.safeParse(name).success ? await registry.versions(name) : [];
    if (registered.length > 0) return registered;
    const names = (await registry.models()).join(', ');
    const known = names ? `Registered: ${names}` : 'No model is registered yet';
    throw notFound(`There is no model ${JSON.stringify(name.slice(0, 64))}. ${known}.`);
  }

  async function find(name: string, number: number | undefined): Promise<Lease<ServedVersion>> {
    const found = current.get(name);
    if (found && (number === undefined || number === found.value.registered.version)) return found;
    const registered = await versions(name);
    if (number === undefined) {
      const reason = failed.get(name)?.message ?? `Promote one of 1 to ${registered.length}.`;
      throw notFound(`No version of ${name} is served as ${alias}. ${reason}`);
    }
    const wanted = registered[number - 1];
    if (!wanted) throw notFound(`Model ${name} has no version ${number}. It has versions 1 to ${registered.length}.`);
    return onDemand.get(wanted);
  }

  return {
    async sync() {
      const results = await Promise.allSettled((await registry.models()).map(syncModel));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    },
    current: () =>
      [...current.keys()]
        .toSorted((a, b) => (a < b ? -1 : 1))
        .map((name) => (current.get(name) as Lease<ServedVersion>).value),
    failures: () => [...failed.values()].map(({ name, version, message }) => ({ name, version, message })),
    async versions(name) {
      const registered = await versions(name);
      const loaded = [...[...current.values()].map(({ value }) => value.registered), ...onDemand.loaded()];
      return {
        registered,
        loaded: new Set(loaded.filter((entry) => entry.name === name).map(({ version }) => version)),
      };
    },
    async use(name, version, work) {
      for (;;) {
        const found = await find(name, version);
        if (found.ended) continue;
        return found.use(work);
      }
    },
  };
}

function notFound(message: string): ServerError {
  return new ServerError('server/model-not-found', message);
}
