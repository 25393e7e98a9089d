import { ArtifactError } from '../errors.ts';

const SHORT = 12;
const SHOWN = 10;

/** The first 12 digits of an id: what lists show, and enough to name an artifact. */
export function shortId(id: string): string {
  return id.slice(0, SHORT);
}

/**
 * Says which of `candidates` a word may mean, each long enough to tell it from the others.
 *
 * @param what what was asked for: `dataset`
 */
export function ambiguous(word: string, what: string, candidates: readonly string[]): ArtifactError {
  let length = SHORT;
  const cut = () =>
    candidates.map((candidate) => (/^[0-9a-f]{64}$/.test(candidate) ? candidate.slice(0, length) : candidate));
  while (new Set(cut()).size < candidates.length) length += 1;
  const listed = cut().slice(0, SHOWN);
  const more = candidates.length > SHOWN ? ` and ${candidates.length - SHOWN} more` : '';
  return new ArtifactError(
    'artifacts/ambiguous',
    `"${word}" may mean several: the ${what}s ${listed.join(', ')}${more}. Write more of the one that is meant.`,
  );
}
