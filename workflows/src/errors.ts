import { SightlineError, type CodeOf } from '@sightline/contracts';

/** What the workflows package throws. */
export class WorkflowsError extends SightlineError<CodeOf<'workflows'>> {}
