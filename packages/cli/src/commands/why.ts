import { sightlineHome } from '@sightline/artifacts';
import { type Command, InvalidArgumentError } from 'commander';
import { parseModelName } from '../arguments/names.ts';
import { outputOf } from '../output.ts';
import { formatFirings } from '../terminal/trigger-page.ts';

const LISTED = 20;

export function addWhy(program: Command): void {
  program
    .command('why')
    .description('say why a pipeline ran, and why not: what fired, which run it led to, or why none')
    .argument('<pipeline>', 'the name of a pipeline', parseModelName)
    .option('--limit <number>', 'how many are listed, the newest first', parseLimit, LISTED)
    .addHelpText('before', 'Examples:\n  sightline why digits\n  sightline why digits --json --limit 100\n')
    .addHelpText('after', '\nWhat a schedule left out or missed: sightline schedule show <pipeline>.')
    .action(async (name: string, { limit }: { limit: number }, command: Command) => {
      const { firingsOf } = await import('@sightline/workflows/firings');
      const firings = (await firingsOf(name, sightlineHome())).slice(0, limit);
      outputOf(command).result(firings, formatFirings(name, firings));
    });
}

function parseLimit(word: string): number {
  if (!/^[1-9]\d{0,5}$/.test(word)) throw new InvalidArgumentError('Expected a whole number from 1.');
  return Number(word);
}
