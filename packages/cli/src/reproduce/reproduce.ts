import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Ancestor,
  artifactsByRun,
  type ArtifactStore,
  type Home,
  openStore,
  readLineage,
  refsIn,
  removeLeftovers,
  shortId,
  temporaryPrefix,
} from '@sightline/artifacts';
import type { ArtifactRef, Json, StageInputs, StageName } from '@sightline/contracts';
import { stages as declared } from '@sightline/workflows/stages';
import { CliError } from '../errors.ts';
import { sourcePaths } from '../lineage/source-path.ts';
import { stagesInTerminal, type StagesInTerminal } from '../stages/stages-in-terminal.ts';
import type { TextStream } from '../terminal/status-line.ts';
import { compareAgain, compareFigures, type FigureAgain, type StageAgain, withRefs } from './reproduction.ts';
import { givenTo, putGiven } from './given-artifacts.ts';
import { sourceChanges, type SourceChanges } from './source-changes.ts';

/** What came of computing again all that a model was made from. */
export interface Reproduction {
  readonly model: ArtifactRef;
  readonly isSame: boolean;
  readonly stages: readonly StageAgain[];
  /** The figures of its evaluation that are others than before. */
  readonly figures: readonly FigureAgain[];
}

const NAME = 'reproduce';

/**
 * Computes again, in a separate store, all stages that led to a model, from the recorded inputs, and compares what
 * they make. The home stays as it is.
 *
 * @throws CliError `cli/not-reproducible` when its chain is not whole, or its source has changed; what the stages throw
 */
export async function reproduce(
  model: ArtifactRef,
  home: Home,
  options: { signal: AbortSignal; stream: TextStream },
): Promise<Reproduction> {
  const store = openStore(home.root);
  const chain = chainOf(await readLineage(store, model));
  await mkdir(home.folder, { recursive: true });
  await removeLeftovers(home.folder, NAME);
  const scratch = await mkdtemp(join(home.folder, temporaryPrefix(NAME)));
  try {
    const where = sourcePaths(chain, await artifactsByRun(home.runsFolder), home);
    return await computeAgain(chain, {
      model,
      store,
      where,
      stages: stagesInTerminal(scratch, options.stream, options),
    });
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function computeAgain(
  chain: readonly Ancestor[],
  {
    model,
    store,
    where,
    stages,
  }: {
    model: ArtifactRef;
    store: ArtifactStore;
    /** The path of the data that have a name. */
    where: (name: string) => Promise<string>;
    stages: StagesInTerminal;
  },
): Promise<Reproduction> {
  const { artifacts: scratch } = stages.context;
  const made = new Map<string, ArtifactRef>();
  const compared: StageAgain[] = [];
  let figures: FigureAgain[] = [];
  for (const ancestor of chain) {
    const { stage, input: recordedInput } = ancestor.lineage as NonNullable<Ancestor['lineage']>;
    const input = stage === 'ingest' ? await placed(recordedInput, where) : recordedInput;
    await putGiven(ancestor, store, scratch);
    const name = stage as StageName;
    const output = await stages.run(name, withRefs(input, made) as unknown as StageInputs[StageName]);
    const ref = refIn(output as unknown as Json, ancestor);
    made.set(ancestor.id, ref);
    const [recorded, again] = [
      { ref: ancestor, store },
      { ref, store: scratch },
    ];
    if (stage === 'ingest') {
      const changes = await sourceChanges(recorded, again);
      if (changes) throw changed(pathIn(input), changes);
    }
    compared.push(await compareAgain(recorded, again));
    if (ancestor.kind === 'evaluation') figures = await compareFigures(recorded, again);
  }
  return { model, isSame: compared.every(({ isSame }) => isSame), stages: compared, figures };
}

/** What was computed for a model, each after what it was made from; what its training was given is not. */
function chainOf(ancestors: readonly Ancestor[]): Ancestor[] {
  const [model, ...rest] = ancestors as [Ancestor, ...Ancestor[]];
  const needed = new Set([model.id]);
  const chain = [model, ...rest].filter((ancestor) => {
    if (!needed.has(ancestor.id)) return false;
    const given = new Set(givenTo(ancestor).map(({ id }) => id));
    for (const { id } of ancestor.lineage?.parents ?? []) if (!given.has(id)) needed.add(id);
    return true;
  });
  for (const { kind, id, lineage } of chain) {
    if (!lineage) throw notReproducible(`The ${kind} ${shortId(id)} that it was made from is no longer in the store.`);
    const { stage, stageVersion } = lineage;
    const now = Object.entries(declared).find(([name]) => name === stage)?.[1];
    if (!now) throw notReproducible(`Its ${kind} was made by ${stage}, which is not a stage of a pipeline.`);
    if (now.version !== stageVersion)
      throw notReproducible(
        `Its ${kind} was made by version ${stageVersion} of stage ${stage}; this Sightline has version ${now.version}.`,
      );
  }
  return chain.reverse();
}

function refIn(output: Json, { kind, lineage }: Ancestor): ArtifactRef {
  const ref = refsIn(output).find((each) => each.kind === kind);
  if (!ref) throw new Error(`Stage ${lineage?.stage} gave no ${kind}.`);
  return ref;
}

function pathIn(input: Json): string {
  return (input as unknown as StageInputs['ingest']).source.path;
}

/** The input of `ingest` with the path of its data. */
async function placed(recorded: Json, where: (name: string) => Promise<string>): Promise<Json> {
  const input = recorded as { source: { path: string } };
  return { ...input, source: { ...input.source, path: await where(input.source.path) } };
}

const NAMED = 10;

function changed(path: string, changes: SourceChanges): CliError {
  const parts = Object.entries(changes).flatMap(([how, ids]: [string, readonly string[]]) => {
    if (ids.length === 0) return [];
    const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
    return [`${how}: ${ids.slice(0, NAMED).join(', ')}${more}`];
  });
  return notReproducible(`The data in ${path} has changed since (${parts.join('; ')}). Put it back as it was.`);
}

function notReproducible(why: string): CliError {
  return new CliError('cli/not-reproducible', `The model cannot be made again. ${why}`);
}
