import { SightlineError, type CodeOf } from '@sightline/contracts';

/** The one error class of this package. */
export class ModelsError extends SightlineError<CodeOf<'models'>> {}
