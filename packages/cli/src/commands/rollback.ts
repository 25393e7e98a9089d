import { userInfo } from 'node:os';
import { openRegistry, openStore, sightlineHome } from '@sightline/artifacts';
import { aliasSchema, modelNameSchema, parse } from '@sightline/contracts';
import type { Command } from 'commander';
import { outputOf } from '../output.ts';

export function addRollback(program: Command): void {
  program
    .command('rollback')
    .description('move an alias back to its previous version')
    .argument('<model>', 'the name of a registered model')
    .requiredOption('--why <text>', 'the reason, for the promotion log')
    .option('--alias <alias>', 'the alias', 'production')
    .addHelpText('before', 'Examples:\n  sightline rollback digits --why "mistakes 1 for 7 since this morning"\n')
    .action(async (model: string, options: { why: string; alias: string }, command: Command) => {
      const name = parse(modelNameSchema, model, 'The model name');
      const alias = parse(aliasSchema, options.alias, 'The alias');
      const registry = openRegistry(openStore(sightlineHome().root));
      const promotion = await registry.rollback({ name, alias, who: userInfo().username, why: options.why });
      outputOf(command).result(
        promotion,
        `${alias} of ${name} is version ${promotion.to} again; it was version ${promotion.from}.`,
      );
    });
}
