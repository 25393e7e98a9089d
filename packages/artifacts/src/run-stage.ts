import { type ErrorCode, errorCodeOf, type Json, messageOf, parse } from '@sightline/contracts';
import { hashJson } from './canonical-json.ts';
import { refsIn } from './refs-in.ts';
import { guarded } from './store/local-backend.ts';
import type { Pointer } from './store/artifact-store.ts';
import { waitForSweep } from './store/sweep-lease.ts';
import type { Stage, StageContext } from './stage.ts';

/** What is wrong with a result that must be computed again. */
const UNUSABLE = new Set<ErrorCode | undefined>([
  'artifacts/not-found',
  'artifacts/corrupt',
  'contracts/invalid-input',
]);

/** The key of a stage's result: sha256 of its name, its version, its input and what else it depends on. */
export function stageKey(
  stage: Pick<Stage<never, unknown>, 'name' | 'version'>,
  input: unknown,
  fingerprint?: unknown,
): string {
  return hashJson({ stage: stage.name, version: stage.version, input, fingerprint });
}

/** What is known of a stage's result before it runs. */
export interface Lookup<Output> {
  /** What the result depends on besides the input. */
  readonly fingerprint: Json | undefined;
  /** That of an earlier run on the same input, its artifacts complete. */
  readonly output: Output | undefined;
}

/**
 * Looks for the result of an earlier run, without loading what computes the stage. None for a stage that runs each
 * time.
 *
 * @throws ContractError when the input does not fit the stage's schema
 */
export async function findResult<Input, Output>(
  stage: Stage<Input, Output>,
  input: unknown,
  context: StageContext,
): Promise<Lookup<Output>> {
  const parsed = parsedInput(stage, input);
  if (!stage.cached) return { fingerprint: undefined, output: undefined };
  const fingerprint = await fingerprintOf(stage, parsed, context);
  return { fingerprint, output: await storedResult(stage, stageKey(stage, parsed, fingerprint), context) };
}

/**
 * Runs a stage, or returns the result of an earlier run on the same input. Two identical runs at once compute once: the
 * second waits for the first. A cached result whose artifacts are missing or altered is computed again, and so is any
 * where the context asks for it; that the result is another one than before is then told.
 *
 * @param known the fingerprint, where it was asked for already
 * @throws ContractError when the input does not fit the stage's schema; otherwise what the stage throws
 */
export async function runStage<Input, Output>(
  stage: Stage<Input, Output>,
  input: unknown,
  context: StageContext,
  known?: Json,
): Promise<Output> {
  const parsed = parsedInput(stage, input);
  const run = async (fingerprint?: Json) => {
    const compute = await guarded(() => stage.load());
    return parse(stage.output, await compute(parsed, context, fingerprint), `The output of stage ${stage.name}`);
  };
  if (!stage.cached) return run();

  const fingerprint = known ?? (await fingerprintOf(stage, parsed, context));
  const key = stageKey(stage, parsed, fingerprint);
  const early = await storedResult(stage, key, context);
  if (early !== undefined && !context.refresh) return announced(early, context);
  const release = await acquire(key, context);
  try {
    const late = context.refresh ? undefined : await storedResult(stage, key, context);
    if (late !== undefined) return announced(late, context);
    const output = await run(fingerprint);
    if (early !== undefined && hashJson(early) !== hashJson(output)) tellOfDifference(stage.name, context);
    return await keep(stage, key, output, context);
  } finally {
    await release();
  }
}

/** The result that counts: of two who computed the same in spite of the lock, that of whoever finished first. */
async function keep<Output>(
  stage: Pick<Stage<never, Output>, 'name' | 'output'>,
  key: string,
  output: Output,
  context: StageContext,
): Promise<Output> {
  const pointer = pointerTo(stage, key, context);
  const value = JSON.parse(JSON.stringify(output)) as Json;
  if (!context.refresh) {
    if (await pointer.create(value)) return output;
    const first = await storedResult(stage, key, context);
    if (first !== undefined) return first;
  }
  await pointer.set(value);
  return output;
}

/** What it takes is loaded here: too many open files are an error with a name then too. */
function fingerprintOf<Input>(
  { fingerprint }: Pick<Stage<Input, unknown>, 'fingerprint'>,
  input: Input,
  context: StageContext,
): Promise<Json | undefined> {
  return guarded(async () => fingerprint?.(input, context));
}

function parsedInput<Input>(stage: Pick<Stage<Input, unknown>, 'name' | 'input'>, input: unknown): Input {
  return parse(stage.input, input, `The input of stage ${stage.name}`);
}

function pointerTo({ name }: Pick<Stage<never, unknown>, 'name'>, key: string, { artifacts }: StageContext): Pointer {
  return artifacts.pointer(`stages/${name}/${key}`);
}

async function storedResult<Output>(
  stage: Pick<Stage<never, Output>, 'name' | 'output'>,
  key: string,
  context: StageContext,
): Promise<Output | undefined> {
  const { artifacts, signal, logger } = context;
  try {
    const pointer = pointerTo(stage, key, context);
    const result = stage.output.safeParse(await pointer.get());
    if (!result.success) return undefined;
    // A result that cannot be marked as used, on a full disk, can still be used.
    await pointer.refresh().catch(unless('artifacts/storage-failed'));
    const onWait = () => logger.info('The store is being cleaned up: waiting until that is done.');
    if (await waitForSweep(artifacts.backend, { signal, onWait })) return await storedResult(stage, key, context);
    for (const ref of refsIn(result.data)) await artifacts.confirm(ref);
    return result.data;
  } catch (error) {
    if (!UNUSABLE.has(errorCodeOf(error))) throw error;
    logger.warn(`A cached result is not used: ${messageOf(error)}`);
    return undefined;
  }
}

function unless(code: ErrorCode): (error: unknown) => void {
  return (error) => {
    if (errorCodeOf(error) !== code) throw error;
  };
}

function announced<Output>(output: Output, context: StageContext): Output {
  context.progress({ done: 1, total: 1, unit: 'stage', cached: true });
  return output;
}

/** A stage is a function of its input: another result shows that something else decides too. */
function tellOfDifference(stage: string, context: StageContext): void {
  context.progress({ done: 1, total: 1, unit: 'stage', differs: true });
  context.logger.warn(`Stage ${stage} gave another result than before on the same input. The new one is kept.`);
}

/** Waits for the lock of a key. */
async function acquire(key: string, { artifacts, signal, logger }: StageContext): Promise<() => Promise<void>> {
  const onLost = (why: string) => logger.warn(`The lock of a stage was lost: ${why}`);
  for (let waits = 0; ; waits++) {
    signal.throwIfAborted();
    const release = await artifacts.backend.lock(key, onLost);
    if (release) return release;
    if (waits === 0) logger.info('The same stage is being computed by another process: waiting for its result.');
    await new Promise((wake) => setTimeout(wake, 250));
  }
}
