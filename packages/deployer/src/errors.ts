import { type CodeOf, SightlineError } from '@sightline/contracts';

/** Thrown when a model cannot be exported, does not compute the same after export, or must not be promoted. */
export class DeployerError extends SightlineError<CodeOf<'deployer'>> {}
