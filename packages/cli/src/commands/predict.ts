import { askServer } from '@sightline/deployer/model-client';
import type { Command } from 'commander';
import { parseModelName } from '../arguments/names.ts';
import { readInput } from '../arguments/read-input.ts';
import { parseUrl } from '../arguments/url.ts';
import { outputOf } from '../output.ts';
import { servedModel } from '../served-model.ts';
import { table } from '../terminal/format.ts';

export function addPredict(program: Command): void {
  program
    .command('predict')
    .description('ask a running model server about images')
    .argument('<image...>', 'image files')
    .option('--url <url>', 'the server', parseUrl, 'http://127.0.0.1:8501')
    .option('--model <name>', 'the model; not needed where only one is served', parseModelName)
    .addHelpText(
      'before',
      'Examples:\n  sightline predict digit.png\n  sightline predict *.png --model digits --json\n',
    )
    .action(async (files: string[], { url, model }: { url: string; model?: string }, command: Command) => {
      // Before the server is asked: it is not to blame for a name with a typing error.
      const images = await Promise.all(files.map((file) => readInput(file, 'image')));
      const name = model ?? (await servedModel(url));
      const answers: object[] = [];
      const rows: string[][] = [];
      for (const [index, file] of files.entries()) {
        const answer = await askServer(url, name, [images[index] as Buffer]);
        const { version, milliseconds, predictions, descriptions } = answer;
        const [prediction] = predictions;
        answers.push({ file, model: name, version, milliseconds, ...prediction });
        rows.push([file, descriptions[0], numbersOf(prediction)]);
      }
      outputOf(command).result(answers, table(rows));
    });
}

/** The numbers of an answer that have their own names: a probability. */
function numbersOf(answer: object): string {
  const numbers = Object.entries(answer).filter(([, value]) => typeof value === 'number');
  return numbers.map(([name, value]) => `${name} ${(value as number).toFixed(4)}`).join(', ');
}
