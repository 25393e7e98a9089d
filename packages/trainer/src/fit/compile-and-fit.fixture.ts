import { type FitSpecOptions, fitSchema, parse } from '@sightline/contracts';
import { compileTrainStep, type ObjectiveOptions, type TrainStepOptions } from '@sightline/engine';
import { fit, type FitResult } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { loopOf } from './loop-spec.ts';

type Options = ObjectiveOptions &
  Pick<TrainStepOptions, 'model' | 'fallback'> &
  Omit<FitOptions, 'step' | 'spec'> & { readonly spec: FitSpecOptions };

/** Makes a step of the model and what else it needs, trains by it and disposes of it. */
export async function compileAndFit(options: Options): Promise<FitResult> {
  const { training, validation, spec, sampler, checkpoints, context, ...made } = options;
  const parsed = parse(fitSchema, spec, 'the spec');
  const { optimizer, precision } = parsed;
  const { logger } = context ?? {};
  const step = compileTrainStep({
    ...made,
    optimizer,
    precision,
    ...(logger && { warn: (text) => logger.warn(text) }),
  });
  try {
    return await fit(made.model, {
      step,
      training,
      ...(validation && { validation }),
      spec: loopOf(parsed),
      ...(sampler && { sampler }),
      seed: made.seed ?? 0,
      ...(checkpoints && { checkpoints }),
      ...(context && { context }),
    });
  } finally {
    step.dispose();
  }
}
