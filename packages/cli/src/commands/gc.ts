import {
  collectGarbage,
  DEFAULT_KEEP,
  findGarbage,
  openRunsElsewhere,
  openStore,
  sightlineHome,
  tallyGarbage,
  type Garbage,
  type GarbageCount,
  type KeepRules,
} from '@sightline/artifacts';
import type { Command } from 'commander';
import { addKeepRules, type KeepOptions, keepRulesOf } from '../arguments/keep-rules.ts';
import { interruptible } from '../interruptible.ts';
import { outputOf } from '../output.ts';
import { counter, size, table, utc } from '../terminal/format.ts';
import { statusLine } from '../terminal/status-line.ts';

export function addGc(program: Command): void {
  const command = program
    .command('gc')
    .description('list what the store holds that nothing needs, or remove it')
    .option('--yes', 'remove it');
  addKeepRules(command)
    .addHelpText(
      'before',
      'Examples:\n  sightline gc\n  sightline gc --yes\n  sightline gc --keep-days 0 --keep-versions 1\n',
    )
    .addHelpText(
      'after',
      '\nAlways kept: every version that was promoted, what open runs need, the last hour, and all that any of these ' +
        'was made from. By itself: sightline schedule gc --every 1d',
    )
    .action(gc);
}

async function gc({ yes = false, ...rules }: KeepOptions & { yes?: boolean }, command: Command): Promise<void> {
  const { readOpenRuns } = await import('@sightline/workflows/journal');
  const output = outputOf(command);
  const home = sightlineHome();
  const store = openStore(home.root);
  const keep = keepRulesOf(rules);
  await interruptible(output.say, async (signal) => {
    const line = statusLine(output.stream);
    const work = yes ? collectGarbage : findGarbage;
    const garbage = await work(store, {
      keep,
      openRuns: async () => [...(await readOpenRuns(home.runsFolder)), ...(await openRunsElsewhere(store, home))],
      signal,
      progress: ({ done, total, unit }) => line.update(`gc ${counter(done, total)} ${unit}`),
    }).finally(() => line.close());
    const kinds = tallyGarbage(garbage);
    const bytes = kinds.reduce((sum, kind) => sum + kind.bytes, 0);
    const { since, versions, openRuns, groups } = garbage;
    const artifacts = groups.flat().flatMap(({ id, kind }) => (id === undefined ? [] : [{ kind, id }]));
    output.result(
      { removed: yes, keep, since: since.toISOString(), openRuns, kinds, bytes, versions, artifacts },
      textOf(garbage, { kinds, bytes, keep, isRemoved: yes }),
    );
    if (!yes && kinds.length > 0) output.say(`Nothing was removed. Next: sightline gc --yes${given(keep)}`);
  });
}

function textOf(
  { since, versions, openRuns }: Garbage,
  {
    kinds,
    bytes,
    keep,
    isRemoved,
  }: { kinds: readonly GarbageCount[]; bytes: number; keep: KeepRules; isRemoved: boolean },
): string {
  const newest = keep.versions > 0 ? `the newest versions of each model (${keep.versions}), ` : '';
  const rules =
    `Kept: what was promoted, ${newest}what was made or used since ${utc(since.toISOString())} UTC, and what these ` +
    'were made from.';
  const open = openRuns.length > 0 ? [`Kept for the runs that are open: ${openRuns.join(', ')}.`] : [];
  if (kinds.length === 0) return ['There is nothing to remove.', rules, ...open].join('\n');
  const rows = kinds.map((kind) => [NAMES[kind.kind], kind.count.toLocaleString('en-US'), size(kind.bytes)]);
  const files = versions.map(({ name, version }) => `${name}@${version}`).join(', ');
  return [
    table([['KIND', 'COUNT', 'SIZE'], ...rows]),
    `${isRemoved ? 'Freed' : 'Would free'} ${size(bytes)}.`,
    ...(files ? [`Versions ${isRemoved ? 'whose files were removed' : 'that would lose their files'}: ${files}.`] : []),
    rules,
    ...open,
  ].join('\n');
}

const NAMES: Record<GarbageCount['kind'], string> = {
  dataset: 'datasets',
  augmentation: 'augmentations',
  checkpoint: 'checkpoints',
  'trained-model': 'trained models',
  evaluation: 'evaluations',
  model: 'exported models',
  'stage-result': 'stage results',
  blob: 'bytes of no artifact',
  features: 'features of frozen layers',
  picture: 'pictures',
};

function given({ versions, days }: KeepRules): string {
  return [
    versions === DEFAULT_KEEP.versions ? '' : ` --keep-versions ${versions}`,
    days === DEFAULT_KEEP.days ? '' : ` --keep-days ${days}`,
  ].join('');
}
