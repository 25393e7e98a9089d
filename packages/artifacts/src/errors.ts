import { type CodeOf, SightlineError } from '@sightline/contracts/errors';

/** Thrown by the store, the stage cache and the registry. */
export class ArtifactError extends SightlineError<CodeOf<'artifacts'>> {}

/** Of bytes that are not those that were kept. */
export function corrupt(what: string): ArtifactError {
  return new ArtifactError(
    'artifacts/corrupt',
    `${what} differs from what was written, so it is not used. Run again the stage that made it.`,
  );
}
