import type { Ancestor, ArtifactStore } from '@sightline/artifacts';
import {
  type ArtifactRef,
  artifactRefSchema,
  type Evaluation,
  evaluationSchema,
  type Json,
} from '@sightline/contracts';

/** What came of a stage that was computed again. */
export interface StageAgain {
  readonly stage: string;
  readonly recorded: ArtifactRef;
  readonly again: ArtifactRef;
  readonly isSame: boolean;
  /** The files that differ, or that only one of the two has. */
  readonly differs: readonly string[];
  /** What computed it, then and now, where that differs. */
  readonly engines?: { recorded: string | null; again: string | null };
}

/** A figure of the evaluation, then and now. */
export interface FigureAgain {
  readonly name: string;
  readonly recorded: number;
  readonly again: number;
}

/** Compares an artifact with what its stage has made now. */
export async function compareAgain(
  recorded: { ref: Ancestor; store: ArtifactStore },
  again: { ref: ArtifactRef; store: ArtifactStore },
): Promise<StageAgain> {
  const [before, after] = [await recorded.store.manifest(recorded.ref), await again.store.manifest(again.ref)];
  const old = new Map(before.files.map(({ path, sha256 }) => [path, sha256]));
  const made = new Map(after.files.map(({ path, sha256 }) => [path, sha256]));
  const paths = [...new Set([...old.keys(), ...made.keys()])].sort();
  const [engine = null, engineNow = null] = [before.lineage.engine, after.lineage.engine];
  return {
    stage: before.lineage.stage,
    recorded: { kind: recorded.ref.kind, id: recorded.ref.id },
    again: again.ref,
    isSame: recorded.ref.id === again.ref.id,
    differs: paths.filter((path) => old.get(path) !== made.get(path)),
    ...(engine !== engineNow && { engines: { recorded: engine, again: engineNow } }),
  };
}

/** The figures of two evaluations that differ. */
export async function compareFigures(
  recorded: { ref: ArtifactRef; store: ArtifactStore },
  again: { ref: ArtifactRef; store: ArtifactStore },
): Promise<FigureAgain[]> {
  const read = async ({ ref, store }: typeof recorded): Promise<Evaluation> =>
    store.readJson(ref, 'evaluation.json', evaluationSchema);
  const [before, after] = [await read(recorded), await read(again)];
  return Object.entries(before.figures).flatMap(([name, { value }]) => {
    const now = after.figures[name]?.value ?? Number.NaN;
    return Object.is(value, now) ? [] : [{ name, recorded: value, again: now }];
  });
}

/** An input with the artifacts that were made now in the place of those that were recorded. */
export function withRefs(input: Json, made: ReadonlyMap<string, ArtifactRef>): Json {
  const ref = artifactRefSchema.safeParse(input).data;
  if (ref) return { ...(made.get(ref.id) ?? ref) };
  if (Array.isArray(input)) return input.map((each) => withRefs(each, made));
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, withRefs(value, made)]));
}
