import { type CodeOf, SightlineError } from '@sightline/contracts/errors';

/** Thrown by the store, the stage cache and the registry. */
export class ArtifactError extends SightlineError<CodeOf<'artifacts'>> {}
