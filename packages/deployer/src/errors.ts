import { type CodeOf, SightlineError } from '@sightline/contracts';

/**
 * Thrown when a model cannot be exported, does not compute the same after export, must not be promoted, or is not
 * served once it is.
 */
export class DeployerError extends SightlineError<CodeOf<'deployer'>> {}
