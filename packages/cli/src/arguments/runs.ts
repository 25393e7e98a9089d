import type { Home } from '@sightline/artifacts/home';
import { InvalidArgumentError } from 'commander';
import { CliError } from '../errors.ts';

/** What a word on the command line may be where a run is asked for. */
export const RUN_WORD = 'the id of a run, or how it begins, as `sightline runs` lists it';

/**
 * The id of the run that a word means.
 *
 * @throws ArtifactError `artifacts/ambiguous`; CliError `cli/run-not-found`
 */
export async function runIdOf(word: string, { runsFolder }: Home): Promise<string> {
  const { findRun, listRuns } = await import('@sightline/artifacts/runs');
  const found = await findRun(word, runsFolder);
  if (found !== undefined) return found;
  const { didYouMean } = await import('@sightline/contracts');
  const near = didYouMean(word, await listRuns(runsFolder));
  throw new CliError('cli/run-not-found', `There is no run "${word}".${near} \`sightline runs\` lists them.`);
}

/** Reads a word as the id of a new run, which is also the name of its folder. @throws InvalidArgumentError */
export function parseRunId(word: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/.test(word))
    throw new InvalidArgumentError('Expected 1 to 100 letters, digits, "_", "." or "-", such as digits-baseline.');
  return word;
}

/** Adds a tag to those before it. @throws InvalidArgumentError when it is not a key and a value */
export function addTag(word: string, before: readonly string[] = []): string[] {
  if (!/^[^=\s]+=.+$/.test(word))
    throw new InvalidArgumentError('Expected a key and a value, such as purpose=baseline.');
  return [...before, word];
}
