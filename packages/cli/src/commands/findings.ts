import { createContext, sightlineHome } from '@sightline/artifacts';
import { type ScrubCheckName, scrubCheckSchema } from '@sightline/contracts';
import type { FoundByCheck } from '@sightline/ingest/findings';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DATASET_WORD, findDataset } from '../arguments/artifacts.ts';
import { outputOf } from '../output.ts';
import { table } from '../terminal/format.ts';

/** Rows that a person is shown where a limit is not given. */
const LISTED = 20;

export function addFindings(program: Command): void {
  program
    .command('findings')
    .description('what scrub found in the data: counts by check, or the samples that a check found')
    .argument('<dataset>', DATASET_WORD)
    .addOption(new Option('--check <name>', 'list what one check found').choices(scrubCheckSchema.options))
    .option(
      '--limit <number>',
      `how many samples to list, the worst first (default: ${LISTED}; all as CSV or JSON)`,
      parseLimit,
    )
    .option('--csv', 'print the samples as CSV')
    .addHelpText(
      'before',
      'Examples:\n  sightline findings digits-20261123-142530-ab12\n  ' +
        'sightline findings digits-20261123-142530-ab12 --check nearDuplicates --limit 100\n  ' +
        'sightline findings 5c0e1f --csv > findings.csv\n',
    )
    .addHelpText(
      'after',
      '\nA flagged sample was used, a quarantined one was not. Scores range from 0, as bad as can be, to 1.',
    )
    .action(showFindings);
}

interface FindingsOptions {
  check?: ScrubCheckName;
  limit?: number;
  csv?: boolean;
}

async function showFindings(word: string, options: FindingsOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const home = sightlineHome();
  const ref = await findDataset(word, home);
  const { openDataset } = await import('@sightline/ingest/dataset');
  const { findingsByCheck, findingsCsv } = await import('@sightline/ingest/findings');
  const { findings } = await openDataset(createContext({ root: home.root }).artifacts, ref);
  const all = findingsByCheck(findings);
  const asked = all.filter(({ check }) => options.check === undefined || check === options.check);
  const listed = asked.flatMap((found) => found.findings).slice(0, options.limit);
  if (options.csv) return void process.stdout.write(findingsCsv(listed));
  const counts = all.map(({ check, flagged, quarantined }) => ({ check, flagged, quarantined }));
  output.result({ dataset: ref.id, counts, findings: listed }, textOf(asked, options));
  const most = all.toSorted((one, other) => other.findings.length - one.findings.length)[0];
  if (most && options.check === undefined) output.say(`Next: sightline findings ${word} --check ${most.check}`);
}

function textOf(found: readonly FoundByCheck[], { check, limit = LISTED }: FindingsOptions): string {
  const [first] = found;
  if (!first) return check ? `The check ${check} found nothing.` : 'The checks found nothing.';
  if (!check) {
    const rows = found.map(({ check: name, flagged, quarantined, findings: [worst] }) => {
      const counts = [flagged + quarantined, flagged, quarantined].map((count) => count.toLocaleString('en-US'));
      return [name, ...counts, worst ? `${worst.sample}: ${worst.detail}` : ''];
    });
    return table([['CHECK', 'FOUND', 'FLAGGED', 'QUARANTINED', 'THE WORST'], ...rows]);
  }
  const { findings } = first;
  const rows = findings
    .slice(0, limit)
    .map(({ sample, score, action, detail }) => [sample, score.toFixed(2), action, detail]);
  const more = findings.length - rows.length;
  const rest = more > 0 ? `\n… and ${more.toLocaleString('en-US')} more: --limit ${findings.length} lists all.` : '';
  return table([['SAMPLE', 'SCORE', 'ACTION', 'WHY'], ...rows]) + rest;
}

function parseLimit(value: string): number {
  const limit = Number(value);
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new InvalidArgumentError('Expected a number of samples such as 100.');
  return limit;
}
