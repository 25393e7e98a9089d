/** What workflow code takes from this package. It is bundled with all that it imports: nothing here reaches zod. */
export { PLANS } from './plans.ts';
export { stageInputs } from './stage-inputs.ts';
