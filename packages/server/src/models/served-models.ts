import { type ArtifactStore, type Logger, openRegistry, type Registry } from '@sightline/artifacts';
import { errorCodeOf, messageOf, modelNameSchema, type RegisteredVersion } from '@sightline/contracts';
import { ServerError } from '../errors.ts';
import type { Inference } from '../inference/inference.ts';
import { AliasedVersions, type LoadFailure } from './aliased-versions.ts';
import { lease, type Lease } from './lease.ts';
import { type OnDemandVersions, onDemandVersions } from './on-demand-versions.ts';
import { loadVersion, type ServedVersion } from './served-version.ts';

interface Surroundings {
  store: ArtifactStore;
  inference: Inference;
  /** Of versions that are asked for by number: their loading and their runs hold up nobody else's. */
  onDemandInference: Inference;
  alias: string;
  logger: Logger;
}

/** The models that a server answers with: the version of each under an alias, and others that are asked for. */
export class ServedModels {
  readonly #alias: string;
  readonly #registry: Registry;
  readonly #aliased: AliasedVersions;
  readonly #onDemand: OnDemandVersions;

  constructor({ store, inference, onDemandInference, alias, logger }: Surroundings) {
    const load = (where: Inference) => (wanted: RegisteredVersion) => leaseVersion(wanted, store, where);
    this.#alias = alias;
    this.#registry = openRegistry(store);
    this.#aliased = new AliasedVersions({ registry: this.#registry, alias, load: load(inference), logger });
    this.#onDemand = onDemandVersions(load(onDemandInference), logger);
  }

  /**
   * Makes what is served what the registry says: loads and warms up new versions, then moves traffic to them, then
   * lets go of the old ones.
   */
  sync(): Promise<void> {
    return this.#aliased.sync();
  }

  /** What is under the alias and is served, sorted by name. */
  current(): ServedVersion[] {
    return this.#aliased.all();
  }

  /** The versions under the alias that could not be loaded. */
  failures(): LoadFailure[] {
    return this.#aliased.failures();
  }

  /**
   * The registered versions of a model, oldest first, and those of them that are loaded.
   *
   * @throws ServerError `server/model-not-found`
   */
  async versions(name: string): Promise<{ registered: RegisteredVersion[]; loaded: Set<number> }> {
    const registered = await this.#registered(name);
    const loaded = [...this.current().map((served) => served.registered), ...this.#onDemand.loaded()];
    return {
      registered,
      loaded: new Set(loaded.filter((entry) => entry.name === name).map(({ version }) => version)),
    };
  }

  /**
   * Works with a version, which stays loaded until `work` is done; without a number the one under the alias.
   *
   * @throws ServerError `server/model-not-found`; `server/model-failed` for one that cannot be loaded
   */
  async use<Result>(
    name: string,
    version: number | undefined,
    work: (served: ServedVersion) => Promise<Result>,
  ): Promise<Result> {
    for (;;) {
      const found = await this.#find(name, version);
      if (found.ended) continue;
      return found.use(work);
    }
  }

  async #find(name: string, number: number | undefined): Promise<Lease<ServedVersion>> {
    const found = this.#aliased.of(name);
    if (found && (number === undefined || number === found.value.registered.version)) return found;
    const registered = await this.#registered(name);
    if (number === undefined) {
      const failure = this.failures().find((each) => each.name === name);
      const reason = failure?.message ?? `Promote one of 1 to ${registered.length}.`;
      throw notFound(`No version of ${name} is served as ${this.#alias}. ${reason}`);
    }
    const wanted = registered[number - 1];
    if (!wanted) throw notFound(`Model ${name} has no version ${number}. It has versions 1 to ${registered.length}.`);
    return this.#onDemand.get(wanted);
  }

  async #registered(name: string): Promise<RegisteredVersion[]> {
    const registered = modelNameSchema.safeParse(name).success ? await this.#registry.versions(name) : [];
    if (registered.length > 0) return registered;
    const names = (await this.#registry.models()).join(', ');
    const known = names ? `Registered: ${names}` : 'No model is registered yet';
    throw notFound(`There is no model ${JSON.stringify(name.slice(0, 64))}. ${known}.`);
  }
}

/** @throws ServerError `server/model-failed` and `server/stopping` */
async function leaseVersion(
  registered: RegisteredVersion,
  store: ArtifactStore,
  inference: Inference,
): Promise<Lease<ServedVersion>> {
  try {
    return lease(await loadVersion(registered, store, inference), (served) => served.release());
  } catch (cause) {
    if (errorCodeOf(cause) === 'server/stopping') throw cause;
    const message = `Version ${registered.version} of ${registered.name} cannot be loaded: ${messageOf(cause)}`;
    throw new ServerError('server/model-failed', message, { cause });
  }
}

function notFound(message: string): ServerError {
  return new ServerError('server/model-not-found', message);
}
