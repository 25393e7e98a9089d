import { openRegistry, openStore, sightlineHome } from '@sightline/artifacts';
import type { Promotion } from '@sightline/contracts';
import type { Command } from 'commander';
import { modelsNamed } from '../arguments/models.ts';
import { outputOf } from '../output.ts';
import { table, utc } from '../terminal/format.ts';

export function addHistory(program: Command): void {
  program
    .command('history')
    .description('list promotions and rollbacks, newest first: when, which version to which, who, why')
    .argument('[model]', 'the name of a registered model')
    .addHelpText('before', 'Examples:\n  sightline history\n  sightline history digits --json\n')
    .action(async (model: string | undefined, _: object, command: Command) => {
      const registry = openRegistry(openStore(sightlineHome().root));
      const promotions: Promotion[] = [];
      for (const name of await modelsNamed(model, registry)) promotions.push(...(await registry.promotions(name)));
      promotions.sort((a, b) => (a.at === b.at ? b.sequence - a.sequence : a.at < b.at ? 1 : -1));
      outputOf(command).result(promotions, textOf(promotions));
    });
}

function textOf(promotions: readonly Promotion[]): string {
  if (promotions.length === 0) return 'Nothing was promoted yet. Next: sightline run <pipeline.yaml>';
  const rows = promotions.map(({ at, name, alias, action, from, to, who, why }) => [
    utc(at),
    name,
    alias,
    action,
    `${from ?? 'none'} → ${to}`,
    who,
    why,
  ]);
  return table([['WHEN (UTC)', 'MODEL', 'ALIAS', 'ACTION', 'VERSION', 'WHO', 'WHY'], ...rows]);
}
