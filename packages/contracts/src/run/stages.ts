/** What workflow code takes from this package. It is bundled with all that it imports: nothing here reaches zod. */
export { STAGES } from './stage-names.ts';
export { summaries } from './summaries.ts';
