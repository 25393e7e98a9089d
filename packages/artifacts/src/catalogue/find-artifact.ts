import { didYouMean, type ArtifactKind, type ArtifactRef } from '@sightline/contracts';
import { ArtifactError } from '../errors.ts';
import type { Home } from '../home.ts';
import { openRegistry } from '../registry.ts';
import type { ArtifactStore } from '../store/artifact-store.ts';
import { openStore } from '../store/store.ts';
import { ambiguous, shortId } from './ambiguous.ts';
import { findModel } from './find-model.ts';
import { artifactsOfRun } from './artifacts-of-run.ts';
import { findRun, listRuns } from './find-run.ts';

type RefOf<Kind extends ArtifactKind> = ArtifactRef & { kind: Kind };

const FULL_ID = /^[0-9a-f]{64}$/;
const SHORT_ID = /^[0-9a-f]{6,63}$/;
const VERSION = /^([^@]+)@([^@]+)$/;

/**
 * The artifact that a person means by a word: its id, or at least six digits of it; the id of a run that made or used
 * one, or how that id begins; `model@version` or `model@alias`, or the name of a model for the version in production.
 *
 * @param kinds those that are allowed; where a run has several, the first of them is meant
 * @throws ArtifactError `artifacts/not-found`, `artifacts/ambiguous`
 */
export async function findArtifact<Kind extends ArtifactKind>(
  word: string,
  kinds: readonly [Kind, ...Kind[]],
  { root, runsFolder }: Pick<Home, 'root' | 'runsFolder'>,
): Promise<RefOf<Kind>> {
  const store = openStore(root);
  const isWanted = (ref: ArtifactRef): ref is RefOf<Kind> => (kinds as readonly ArtifactKind[]).includes(ref.kind);
  const wanted = namesOf(kinds);

  const byId = await findById(word, store);
  const fitting = byId.filter(isWanted);
  if (fitting.length > 1)
    throw ambiguous(
      word,
      wanted,
      fitting.map(({ id }) => id),
    );
  const [only] = fitting;
  if (only) return only;

  const version = await registeredModel(word, store);
  if (version) {
    const ref = [version, ...(await store.manifest(version)).lineage.parents].find(isWanted);
    if (ref) return ref;
    throw missing(`Model ${word} was made from no ${wanted}`, wanted);
  }

  const run = await findRun(word, runsFolder);
  if (run !== undefined) {
    const made = await artifactsOfRun(run, runsFolder);
    for (const kind of kinds) {
      const ref = made.find((candidate) => candidate.kind === kind);
      if (ref && isWanted(ref)) return ref;
    }
    throw missing(`Run ${run} has no ${wanted}`, wanted);
  }

  const [other] = byId;
  if (other) throw missing(`${word} is the ${namesOf([other.kind])} ${shortId(other.id)}, not a ${wanted}`, wanted);
  const known = [...(await listRuns(runsFolder)), ...(await openRegistry(store).models())];
  throw missing(`There is no ${wanted} "${word}".${didYouMean(word, known)}`, wanted);
}

async function findById(word: string, store: ArtifactStore): Promise<ArtifactRef[]> {
  if (!FULL_ID.test(word) && !SHORT_ID.test(word)) return [];
  return Promise.all((await store.ids(word)).map((id) => store.refOf(id)));
}

/** The model of `name@version`, `name@alias`, or a name alone; `undefined` when the word has no such form. */
async function registeredModel(word: string, store: ArtifactStore): Promise<ArtifactRef | undefined> {
  const registry = openRegistry(store);
  const [, before, after] = VERSION.exec(word) ?? [];
  if (before === undefined && !(await registry.models()).includes(word)) return undefined;
  const name = await findModel(before ?? word, registry);
  const version = after ?? 'production';
  if (/^\d+$/.test(version)) return (await registry.version(name, Number(version))).model;
  const stands = await registry.alias(name, version);
  if (stands) return stands.model;
  const aliases = Object.keys(await registry.aliases(name));
  throw new ArtifactError(
    'artifacts/not-found',
    `Model ${name} has no alias ${version}.${didYouMean(version, aliases)} ` +
      `Allowed: ${['a version number', ...aliases].join(', ')}. \`sightline versions ${name}\` lists its versions.`,
  );
}

function missing(what: string, wanted: string): ArtifactError {
  return new ArtifactError(
    'artifacts/not-found',
    `${what.endsWith('?') || what.endsWith('.') ? what : `${what}.`} Allowed: the id of a ${wanted} or its first 6 ` +
      'digits or more, the id of a run, model@version or model@alias. ' +
      '`sightline datasets`, `sightline versions` and `sightline runs` list them.',
  );
}

function namesOf(kinds: readonly ArtifactKind[]): string {
  return kinds.map((kind) => kind.replace('-', ' ')).join(' or ');
}
