import type { Objective } from '@sightline/contracts';
import type { TrainStep } from '@sightline/engine';
import type { StepOptions } from './step-options.ts';
import { supervised } from './supervised.ts';

/** How each kind of objective is trained. */
export const steps: { readonly [Kind in Objective['step']]: (options: StepOptions) => TrainStep } = { supervised };
