import { type CodeOf, SightlineError } from '@sightline/contracts';

/** Thrown while training. */
export class TrainerError extends SightlineError<CodeOf<'trainer'>> {}
