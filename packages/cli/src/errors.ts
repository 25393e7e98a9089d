import { type CodeOf, SightlineError } from '@sightline/contracts';

/** Thrown for what the command line itself cannot do. */
export class CliError extends SightlineError<CodeOf<'cli'>> {}
