import {
  type Promotion,
  type PromoteInput,
  promotionSchema,
  type RegisterInput,
  type RegisteredVersion,
  registeredVersionSchema,
  type RollbackInput,
  parse,
} from '@sightline/contracts';
import type { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { ArtifactError } from './errors.ts';
import { currentVersion, rollbackOf, versionBefore } from './promotion-log.ts';
import type { ArtifactStore } from './store/artifact-store.ts';

/** Named models: immutable versions, and aliases (`production`, `staging`) that follow an append-only promotion log. */
export interface Registry {
  /** The names that have at least one version, sorted. */
  models(): Promise<string[]>;
  /** Oldest first. */
  versions(name: string): Promise<RegisteredVersion[]>;
  /** @throws ArtifactError `artifacts/not-found` */
  version(name: string, version: number): Promise<RegisteredVersion>;
  /**
   * Registers the next version. A model that is already registered keeps its version: doing so twice changes nothing.
   */
  register(input: RegisterInput): Promise<RegisteredVersion>;
  /** The version that an alias points at. */
  alias(name: string, alias: string): Promise<RegisteredVersion | undefined>;
  aliases(name: string): Promise<Record<string, number>>;
  /** The promotion log, oldest first. */
  promotions(name: string): Promise<Promotion[]>;
  /**
   * Moves an alias. Promoting the version that it already points at changes and logs nothing.
   *
   * @throws ArtifactError `artifacts/conflict` after a promotion in between, or when the alias does not point at
   * `expected`; `artifacts/rolled-back` when a run asks for a version that was rolled back; `artifacts/not-found` for
   * an unknown version
   */
  promote(input: PromoteInput): Promise<Promotion>;
  /**
   * Whether the alias points at the version already, and else what it would replace; null for nothing. Changes nothing.
   *
   * @throws as {@link Registry.promote}
   */
  checkPromotion(input: PromoteInput): Promise<{ done: true } | { done: false; replaces: number | null }>;
  /**
   * Moves an alias back to its previous version. From `expected` it is moved once, however often that is asked for.
   *
   * @throws ArtifactError `artifacts/not-found` when there is none; `artifacts/conflict` after a promotion in between,
   * or when the alias does not point at `expected`
   */
  rollback(input: RollbackInput): Promise<Promotion>;
}

/**
 * The registry of an artifact store. Every change creates the next numbered object, in which only one writer succeeds.
 */
export function openRegistry(store: ArtifactStore): Registry {
  const { backend } = store;
  const key = (name: string, kind: 'versions' | 'promotions', number: number) =>
    `registry/${name}/${kind}/${String(number).padStart(8, '0')}.json`;
  const known = new Map<string, unknown[]>();

  /** Every object of a numbered series. Those read before are immutable, so only the ones behind them are asked for. */
  async function series<Schema extends z.ZodType>(
    name: string,
    kind: 'versions' | 'promotions',
    schema: Schema,
  ): Promise<z.output<Schema>[]> {
    const entries = (known.get(`${kind}/${name}`) ?? []) as z.output<Schema>[];
    for (;;) {
      const number = entries.length + 1;
      const bytes = await backend.read(key(name, kind, number));
      if (!bytes) break;
      const entry = parse(schema, JSON.parse(bytes.toString()), key(name, kind, number));
      if (entries.length < number) entries.push(entry);
    }
    known.set(`${kind}/${name}`, entries);
    return [...entries];
  }

  const versions = (name: string) => series(name, 'versions', registeredVersionSchema);
  const promotions = (name: string) => series(name, 'promotions', promotionSchema);

  async function version(name: string, number: number): Promise<RegisteredVersion> {
    const all = await versions(name);
    const found = all[number - 1];
    if (found) return found;
    const allowed = all.length === 0 ? 'It has no versions' : `It has versions 1 to ${all.length}`;
    throw new ArtifactError('artifacts/not-found', `Model ${name} has no version ${number}. ${allowed}.`);
  }

  async function aliases(name: string): Promise<Record<string, number>> {
    return Object.fromEntries((await promotions(name)).map(({ alias, to }) => [alias, to]));
  }

  async function append(entry: Omit<Promotion, 'sequence' | 'at'>, sequence: number): Promise<Promotion> {
    const promotion: Promotion = { ...entry, sequence, at: new Date().toISOString() };
    if (await backend.create(key(entry.name, 'promotions', sequence), canonicalJson(promotion))) return promotion;
    throw new ArtifactError(
      'artifacts/conflict',
      `Another promotion of ${entry.name} came first. Check the current version, then decide again.`,
    );
  }

  /** What a promotion starts from. @throws where nothing but the version's own promotion may follow */
  async function examine({ name, alias, version: to, expected, run }: PromoteInput) {
    const target = await version(name, to);
    const log = await promotions(name);
    const latest = log.findLast((entry) => entry.alias === alias);
    const current = currentVersion(log, alias);
    if (latest?.to !== to) {
      if (expected !== undefined && expected !== current) throw moved({ name, alias, expected, current });
      const rollback = run === undefined ? undefined : rollbackOf(log, alias, to);
      if (rollback) throw rolledBack(rollback);
    }
    return { target, log, latest, current };
  }

  return {
    versions,
    version,
    promotions,
    aliases,
    async models() {
      const keys = await backend.list('registry/');
      return [...new Set(keys.map((entry) => entry.split('/')[1] as string))].sort();
    },
    async register({ name, model, gate }) {
      for (;;) {
        const all = await versions(name);
        const same = all.find((entry) => entry.model.id === model.id);
        if (same) return same;
        const entry: RegisteredVersion = {
          name,
          version: all.length + 1,
          model,
          gate,
          registeredAt: new Date().toISOString(),
        };
        if (await backend.create(key(name, 'versions', entry.version), canonicalJson(entry))) return entry;
      }
    },
    async alias(name, alias) {
      const stands = (await promotions(name)).findLast((entry) => entry.alias === alias);
      return stands && version(name, stands.to);
    },
    async promote(input) {
      const { target, log, latest, current } = await examine(input);
      const { name, alias, version: to } = input;
      if (latest?.to === to) return latest;
      return append({ name, alias, from: current, to, action: 'promote', ...causeOf(input, target) }, log.length + 1);
    },
    async checkPromotion(input) {
      const { latest, current } = await examine(input);
      return latest?.to === input.version ? { done: true } : { done: false, replaces: current };
    },
    async rollback(input) {
      const { name, alias, expected } = input;
      const log = await promotions(name);
      const [from, to] = [currentVersion(log, alias), versionBefore(log, alias)];
      const latest = log.findLast((entry) => entry.alias === alias);
      // What is tried again, for its answer was lost, is not done again.
      if (latest?.action === 'rollback' && latest.from === expected) return latest;
      if (expected !== undefined && expected !== from) throw moved({ name, alias, expected, current: from });
      if (to === undefined) {
        throw new ArtifactError(
          'artifacts/not-found',
          `The alias ${alias} of model ${name} has no previous version: there is nothing to roll back to.`,
        );
      }
      const cause = causeOf(input, await version(name, to));
      return append({ name, alias, from, to, action: 'rollback', ...cause }, log.length + 1);
    },
  };
}

/** Who asked for a change of an alias, why, and by which gate the version passed. */
function causeOf(
  { who, why, run }: Pick<PromoteInput, 'who' | 'why' | 'run'>,
  { gate: { passed, checks } }: RegisteredVersion,
): Pick<Promotion, 'who' | 'why' | 'run' | 'gatePassed' | 'gate'> {
  return {
    who,
    why,
    gatePassed: passed,
    gate: checks.map(({ message }) => message),
    ...(run !== undefined && { run }),
  };
}

function moved(of: { name: string; alias: string; expected: number | null; current: number | null }): ArtifactError {
  const version = (number: number | null) => (number === null ? 'no version' : `version ${number}`);
  return new ArtifactError(
    'artifacts/conflict',
    `${of.alias} of ${of.name} is ${version(of.current)} by now, not ${version(of.expected)}: another promotion came ` +
      'first. Compare with the current version, then decide again.',
  );
}

function rolledBack({ name, alias, from, who, why, at }: Promotion): ArtifactError {
  return new ArtifactError(
    'artifacts/rolled-back',
    `Version ${from} of ${name} was rolled back from ${alias} by ${who} on ${at.slice(0, 10)} (${why}), and no run ` +
      `promotes it again. Promote it by hand (\`sightline promote ${name} ${from} --why …\`), or train another model.`,
  );
}
