import { SightlineError, type CodeOf } from '@sightline/contracts';

/**
 * Thrown when a model cannot be evaluated. A model that is evaluated and found wanting is not an error:
 * the gate says so in its output.
 */
export class EvaluatorError extends SightlineError<CodeOf<'evaluator'>> {}
