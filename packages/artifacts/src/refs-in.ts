import { type ArtifactRef, artifactRefSchema } from '@sightline/contracts';

/** The artifacts that a value of JSON refers to, at any depth. */
export function refsIn(value: unknown): ArtifactRef[] {
  const ref = artifactRefSchema.safeParse(value);
  if (ref.success) return [ref.data];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(refsIn) : [];
}
