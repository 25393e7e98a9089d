import { findResult, runStage, type Stage, type StageContext } from '@sightline/artifacts';
import type { ProgressEvent } from '@sightline/contracts';
import { superviseStage } from './supervise-stage.ts';

/** What a stage gave. */
export interface StageResult<Output> {
  readonly output: Output;
  /** Whether an earlier run had computed it. */
  readonly cached: boolean;
}

const NOTHING_KNOWN = { fingerprint: undefined, output: undefined };

/**
 * The result of an earlier run on the same input; else the stage is run: in this process, or in a separate one where it
 * needs that. Where the context asks for it, it is run though there is such a result.
 *
 * @param processModule as in `superviseStage`
 * @throws what the stage throws, or `superviseStage`
 */
export async function resultOf<Input, Output>(
  stage: Stage<Input, Output>,
  input: Input,
  context: StageContext,
  processModule?: string,
): Promise<StageResult<Output>> {
  const { refresh = false } = context;
  const looksHere = !refresh && !(await stage.isolatedFingerprint?.(input));
  const { fingerprint, output: earlier } = looksHere ? await findResult(stage, input, context) : NOTHING_KNOWN;
  if (earlier !== undefined) return { output: earlier, cached: true };
  const { isolated } = stage;
  const needsProcess = typeof isolated === 'boolean' ? isolated : await isolated(input, context);
  if (!needsProcess) return { output: await runStage(stage, input, context, fingerprint), cached: false };

  let cached = false;
  const onProgress = (event: ProgressEvent) => {
    cached ||= event.cached === true;
    context.progress(event);
  };
  const { signal, logger, artifacts } = context;
  const output = await superviseStage(
    { stage: stage.name, input, root: artifacts.root, refresh, ...(fingerprint !== undefined && { fingerprint }) },
    { signal, onProgress, logger, ...(processModule !== undefined && { processModule }) },
  );
  return { output: output as Output, cached }; // runStage parsed it in the stage process
}
