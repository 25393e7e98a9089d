import { modelNameSchema, parse } from '@sightline/contracts';
import { askServer } from '@sightline/deployer/model-client';
import { Option, type Command } from 'commander';
import { readInput } from '../arguments/read-input.ts';
import { parseUrl } from '../arguments/url.ts';
import { outputOf } from '../output.ts';
import { servedModel } from '../served-model.ts';
import { table } from '../terminal/format.ts';

interface PredictOptions {
  url: string;
  model?: string;
  local?: boolean;
  jsonl?: boolean;
}

export function addPredict(program: Command): void {
  program
    .command('predict')
    .description('ask a running model server about images, or a registered model without one')
    .argument('<image...>', 'image files; with --local also folders of them')
    .option('--url <url>', 'the server', parseUrl, 'http://127.0.0.1:8501')
    .option('--model <model>', 'its name, with --local also digits@3 or a run; not needed where there is only one')
    .addOption(new Option('--local', 'run the model here, without a server').conflicts('url'))
    .addOption(new Option('--jsonl', 'with --local: a line of JSON for each image, as soon as it is answered'))
    .addHelpText(
      'before',
      'Examples:\n  sightline predict digit.png\n  sightline predict *.png --model digits --json\n  ' +
        'sightline predict --local photos --model digits@3 --jsonl > answers.jsonl\n',
    )
    .action(async (files: string[], options: PredictOptions, command: Command) => {
      const { url, model, local, jsonl = false } = options;
      if (jsonl && !local) command.error('error: --jsonl needs --local');
      if (local) {
        const { predictLocally } = await import('../predict/predict-locally.ts');
        return predictLocally(files, { model, jsonl, output: outputOf(command), numbersOf });
      }
      if (model !== undefined) parse(modelNameSchema, model, '--model');
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
