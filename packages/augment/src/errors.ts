import { SightlineError, type CodeOf } from '@sightline/contracts';

/** The one error class of this package. */
export class AugmentError extends SightlineError<CodeOf<'augment'>> {}
