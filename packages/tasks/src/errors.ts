import { type CodeOf, SightlineError } from '@sightline/contracts';

/** Thrown where samples, settings or outputs do not fit a task. */
export class TaskError extends SightlineError<CodeOf<'tasks'>> {}
