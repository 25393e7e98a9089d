import { userInfo } from 'node:os';
import { sightlineHome } from '@sightline/artifacts/home';
import type { Command } from 'commander';
import { parseAlias, parseModelName, parseReason } from '../arguments/names.ts';
import { rollbackIn } from '../change-alias.ts';
import { outputOf } from '../output.ts';

export function addRollback(program: Command): void {
  program
    .command('rollback')
    .description('move an alias back to its previous version')
    .argument('<model>', 'the name of a registered model', parseModelName)
    .requiredOption('--why <text>', 'the reason, for the promotion log', parseReason)
    .option('--alias <alias>', 'the alias', parseAlias, 'production')
    .addHelpText('before', 'Examples:\n  sightline rollback digits --why "mistakes 1 for 7 since this morning"\n')
    .action(async (name: string, { why, alias }: { why: string; alias: string }, command: Command) => {
      const promotion = await rollbackIn(sightlineHome(), { name, alias, who: userInfo().username, why });
      outputOf(command).result(
        promotion,
        `${alias} of ${name} is version ${promotion.to} again; it was version ${promotion.from}.`,
      );
    });
}
