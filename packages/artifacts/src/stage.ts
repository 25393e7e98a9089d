import type { ArtifactRef, Json, Lineage, ProgressEvent, StageName } from '@sightline/contracts';
import type { z } from 'zod';
import type { ArtifactStore } from './store/artifact-store.ts';
import { openStore } from './store/store.ts';

/** Messages for people, beside the progress. */
export interface Logger {
  info(text: string): void;
  warn(text: string): void;
}

/** What a stage is given beside its input. The same for a user's script, the command line and a Temporal activity. */
export interface StageContext {
  readonly artifacts: ArtifactStore;
  /** Aborted when the work is to stop: a stage then ends soon, leaving nothing half-done. */
  readonly signal: AbortSignal;
  readonly progress: (event: ProgressEvent) => void;
  readonly logger: Logger;
  /** Whether a stage is computed though an earlier run had the same input: its result then replaces the earlier one. */
  readonly refresh?: boolean;
}

/**
 * What computes a stage.
 *
 * @param fingerprint as it was before the run: what is read must still match it,
 * or the result would be kept for the wrong content
 */
export type StageFunction<Input, Output> = (input: Input, context: StageContext, fingerprint?: Json) => Promise<Output>;

/**
 * One step of a pipeline: plain JSON in, references and a small summary out. It is declared without what computes it,
 * so that an earlier result is found without loading that.
 */
export interface Stage<Input, Output> {
  readonly name: StageName;
  /** Raised when the same input would now give another output: results cached under the old version are not used. */
  readonly version: number;
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  /** What the result depends on besides the input, if anything: the content of a folder, for example. */
  readonly fingerprint?: (input: Input, context: StageContext) => Promise<Json | undefined>;
  /** Whether that is only learnt by work for a separate process: by parsing files of any size. */
  readonly isolatedFingerprint?: (input: Input) => Promise<boolean>;
  /** False for a stage that acts on the world (register, promote): it runs each time. */
  readonly cached: boolean;
  /**
   * Whether it needs a separate process, for it computes for long or with native code. Whoever runs stages for others
   * runs those that need none in its own process.
   */
  readonly isolated: boolean | ((input: Input, context: StageContext) => Promise<boolean>);
  /** Loads the module that computes it. */
  load(): Promise<StageFunction<Input, Output>>;
}

/** Declares a stage; its types follow from its schemas. */
export function defineStage<Input, Output>(stage: Stage<Input, Output>): Stage<Input, Output> {
  return stage;
}

/**
 * The lineage of what a stage made.
 *
 * @param input what it was given; noted as it reads in JSON
 * @param origin.parents the artifacts that it was made from
 * @param origin.engine what computed it, where its bytes depend on that
 */
export function lineageOf(
  stage: { readonly name: string; readonly version: number },
  input: unknown,
  origin: { parents: ArtifactRef[]; seed?: number | undefined; engine?: string | undefined },
): Lineage {
  return { stage: stage.name, stageVersion: stage.version, input: JSON.parse(JSON.stringify(input)), ...origin };
}

/**
 * A context for scripts and tests.
 *
 * @example
 * const progress = ({ done, total }) => console.error(done, total);
 * const context = createContext({ root: '.sightline/artifacts', progress });
 * const { dataset } = await ingest({ source: { kind: 'image-folder', path: 'photos' } }, context);
 */
export function createContext(options: {
  root: string;
  signal?: AbortSignal;
  progress?: (event: ProgressEvent) => void;
  logger?: Logger;
}): StageContext {
  return {
    artifacts: openStore(options.root),
    signal: options.signal ?? new AbortController().signal,
    progress: options.progress ?? (() => undefined),
    logger: options.logger ?? { info: () => undefined, warn: () => undefined },
  };
}
