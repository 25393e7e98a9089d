import { DEFAULT_KEEP, type KeepRules } from '@sightline/artifacts';
import { InvalidArgumentError, type Command } from 'commander';

/** The options of a clean-up. */
export interface KeepOptions {
  keepVersions: number;
  keepDays: number;
}

/** Adds `--keep-versions` and `--keep-days` to a command. */
export function addKeepRules(command: Command): Command {
  return command
    .option('--keep-versions <number>', 'the newest versions of each model to keep', parseCount, DEFAULT_KEEP.versions)
    .option('--keep-days <number>', 'keep what was made or used in so many days', parseCount, DEFAULT_KEEP.days);
}

export function keepRulesOf({ keepVersions, keepDays }: KeepOptions): KeepRules {
  return { versions: keepVersions, days: keepDays };
}

function parseCount(word: string): number {
  if (!/^\d{1,6}$/.test(word)) throw new InvalidArgumentError('Expected a whole number from 0, such as 5.');
  return Number(word);
}
