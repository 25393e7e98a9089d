/** What workflow code takes from this package. It is bundled with all that it imports: nothing here reaches zod. */
export { problemOfAnswer, type ApprovalAnswer, type TakenAnswer } from './approval-answer.ts';
export { keepsTest } from '../data/kept-test.ts';
export { secondsOf } from '../duration.ts';
export { PLANS } from './plans.ts';
export { NOT_STARTED, stateAfter, type RunState, type ToldEvent } from './run-state.ts';
export { SEARCH_ATTRIBUTES, type SearchAttribute } from './search-attributes.ts';
export { stageInputs } from './stage-inputs.ts';
export { summaries } from './summaries.ts';
