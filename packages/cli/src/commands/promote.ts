import { userInfo } from 'node:os';
import { sightlineHome } from '@sightline/artifacts/home';
import { InvalidArgumentError, type Command } from 'commander';
import { parseAlias, parseModelName, parseReason } from '../arguments/names.ts';
import { promoteIn } from '../change-alias.ts';
import { outputOf } from '../output.ts';

export function addPromote(program: Command): void {
  program
    .command('promote')
    .description('point an alias at a version that passed its gate')
    .argument('<model>', 'the name of a registered model', parseModelName)
    .argument('<version>', 'its version', parseVersion)
    .requiredOption('--why <text>', 'the reason, for the promotion log', parseReason)
    .option('--alias <alias>', 'the alias', parseAlias, 'production')
    .addHelpText(
      'before',
      'Examples:\n  sightline promote digits 3 --why "fewer 4/9 mix-ups"\n  sightline promote digits 4 --alias ' +
        'staging --why "to try it"\n',
    )
    .action(async (name: string, version: number, { why, alias }: { why: string; alias: string }, command: Command) => {
      const promotion = await promoteIn(sightlineHome(), { name, version, alias, who: userInfo().username, why });
      const output = outputOf(command);
      output.result(
        promotion,
        `${alias} of ${name} is version ${promotion.to}${promotion.from ? `; it was version ${promotion.from}` : ''}.`,
      );
      output.say(`Running servers switch by themselves; \`sightline rollback ${name} --why …\` undoes this.`);
    });
}

function parseVersion(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('Expected a version number such as 3.');
  return Number(value);
}
