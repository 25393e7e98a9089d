import { SightlineError, type CodeOf } from '@sightline/contracts';

/** The one error class of this package. */
export class EngineError extends SightlineError<CodeOf<'engine'>> {}
