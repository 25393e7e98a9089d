import { type CodeOf, SightlineError } from '@sightline/contracts/errors';

/** Thrown for what the command line itself cannot do. */
export class CliError extends SightlineError<CodeOf<'cli'>> {}
