import { createContext, sightlineHome } from '@sightline/artifacts';
import type { DatasetComparison, Difference } from '@sightline/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import { DATASET_WORD, findDataset } from '../arguments/artifacts.ts';
import { interruptible } from '../interruptible.ts';
import { outputOf } from '../output.ts';
import { counter, table } from '../terminal/format.ts';
import { statusLine } from '../terminal/status-line.ts';

type Thresholds = Record<string, number>;

export function addCompare(program: Command): void {
  program
    .command('compare')
    .description('compare two versions of a dataset: schema violations, drift between them, skew between splits')
    .argument('<before>', DATASET_WORD)
    .argument('<after>', 'a later version of it')
    .option(
      '--threshold <name=value>',
      'how far a measure may differ, or lostFraction: which part of a class may be gone (0.2); 0 to 1, may be repeated',
      addThreshold,
    )
    .addHelpText(
      'before',
      'Examples:\n  sightline compare 5c0e1f 91ab37\n  sightline compare 5c0e1f digits-20261123 --threshold ' +
        'brightness=0.2 --threshold lostFraction=0.5 --json\n',
    )
    .addHelpText(
      'after',
      '\nThe exit code is 1 when a version breaks the schema or has lost too much of a class, or a measure ' +
        'differs by more than its threshold.',
    )
    .action(compareVersions);
}

async function compareVersions(
  beforeWord: string,
  afterWord: string,
  { threshold: thresholds = {} }: { threshold?: Thresholds },
  command: Command,
): Promise<void> {
  const output = outputOf(command);
  await interruptible(output.say, async (signal) => {
    const home = sightlineHome();
    const [before, after] = [await findDataset(beforeWord, home), await findDataset(afterWord, home)];
    const { compare } = await import('@sightline/ingest');
    const line = statusLine(output.stream);
    const context = createContext({
      root: home.root,
      signal,
      progress: ({ done, total, unit }) => line.update(`compare ${counter(done, total)} ${unit}`),
    });
    const comparison = await compare({ before, after, thresholds }, context).finally(() => line.close());
    output.result(comparison, textOf(comparison));
    if (!comparison.passed) process.exitCode = 1;
  });
}

function textOf({ samples, violations, drift, skew, passed }: DatasetComparison): string {
  const rows = [
    ...drift.map((difference) => rowOf('drift', difference)),
    ...skew.flatMap(({ split, differences }) => differences.map((difference) => rowOf(`skew of ${split}`, difference))),
  ];
  const exceeded = rows.filter(([, , , , verdict]) => verdict === 'exceeded').length;
  return [
    `${samples.added} samples added, ${samples.removed} removed, ${samples.changed} changed.`,
    ...violations.map(({ kind, detail }) => `Violation (${kind}): ${detail}`),
    table([['', 'MEASURE', 'DISTANCE', 'LIMIT', '', 'DETAIL'], ...rows]),
    passed ? 'Passed.' : `Not passed: ${violations.length} violations, ${exceeded} limits exceeded.`,
  ].join('\n');
}

function rowOf(what: string, { measure, distance, limit, exceeded, detail }: Difference): string[] {
  return [what, measure, distance.toFixed(3), limit.toFixed(3), exceeded ? 'exceeded' : 'within', detail];
}

function addThreshold(value: string, before: Thresholds = {}): Thresholds {
  const [, measure, distance] = /^([A-Za-z]+)=(\d*\.?\d+)$/.exec(value) ?? [];
  if (measure === undefined)
    throw new InvalidArgumentError('Expected a measure and a distance such as brightness=0.2.');
  return { ...before, [measure]: Number(distance) };
}
