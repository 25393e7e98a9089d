import { modelNameSchema, parse } from '@sightline/contracts';
import { askServer } from '@sightline/deployer/model-client';
import { InvalidArgumentError, Option, type Command } from 'commander';
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
  out?: string;
  shardSize?: number;
}

export function addPredict(program: Command): void {
  program
    .command('predict')
    .description('ask a model server about images, a registered model without one, or about millions into a folder')
    .argument('<image...>', 'image files; with --local also folders of them; with --out one folder, table or dataset')
    .option('--url <url>', 'the server', parseUrl, 'http://127.0.0.1:8501')
    .option('--model <model>', 'its name; without a server also digits@3 or a run; not needed where there is only one')
    .addOption(new Option('--local', 'run the model here, without a server').conflicts('url'))
    .addOption(new Option('--jsonl', 'with --local: a line of JSON for each image, as soon as it is answered'))
    .addOption(
      new Option(
        '--out <folder>',
        'have the predictions of a folder, a table of paths or a dataset written there, in shards',
      ).conflicts(['url', 'local', 'jsonl']),
    )
    .addOption(
      new Option('--shard-size <records>', 'with --out: records of a shard, 4096 by default').argParser(parseShardSize),
    )
    .addHelpText(
      'before',
      'Examples:\n  sightline predict digit.png\n  sightline predict *.png --model digits --json\n  ' +
        'sightline predict --local photos --model digits@3 --jsonl > answers.jsonl\n' +
        '  sightline predict photos --model digits@3 --out predictions\n' +
        '  sightline predict photos/all.csv --out predictions\n',
    )
    .addHelpText(
      'after',
      '\n--out writes part-00000.parquet and so on, errors.jsonl with each record that has no answer and why, and ' +
        'last predictions.json. Stopped or killed, the same command goes on with the shards that are missing.',
    )
    .action(async (files: string[], options: PredictOptions, command: Command) => {
      const { url, model, local, jsonl = false } = options;
      if (options.shardSize !== undefined && options.out === undefined)
        command.error('error: --shard-size needs --out');
      if (options.out !== undefined) {
        const [word, ...more] = files as [string, ...string[]];
        if (more.length > 0) command.error('error: --out takes one folder, one table of paths or one dataset');
        const { predictIntoFolder } = await import('../predict/predict-into-folder.ts');
        const { out, shardSize } = options;
        return predictIntoFolder(word, { model, out, shardSize, output: outputOf(command) });
      }
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

function parseShardSize(value: string): number {
  const size = Number(value);
  if (/^\d+$/.test(value) && size >= 1 && size <= 1_000_000) return size;
  throw new InvalidArgumentError('Expected a number of records, 1 to 1000000.');
}
