import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findArtifact, shortId, sightlineHome, type Home } from '@sightline/artifacts';
import {
  formatFigure,
  formatHeadline,
  formatValue,
  ingestInputSchema,
  parse,
  parsePipeline,
  wordsOf,
  type ArtifactRef,
  type EvaluateOutput,
  type SplitName,
  type StageOutputs,
} from '@sightline/contracts';
import { Option, type Command } from 'commander';
import { findDataset } from '../arguments/artifacts.ts';
import { readSpec } from '../arguments/read-spec.ts';
import { interruptible } from '../interruptible.ts';
import { outputOf } from '../output.ts';
import type { StagesInTerminal } from '../stages/stages-in-terminal.ts';
import { table } from '../terminal/format.ts';

interface EvaluateOptions {
  data: string;
  split: SplitName;
  output?: string;
}

export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('measure a model on other data')
    .argument('<model>', 'digits@3, digits@production, the id of a model or 6 digits of it, or a run')
    .requiredOption('--data <data>', 'a dataset (its id, 6 digits of it, or a run), a pipeline, or a folder of images')
    .addOption(
      new Option('--split <split>', 'of the data that is divided')
        .choices(['train', 'validation', 'test'])
        .default('test'),
    )
    .option('--output <folder>', 'write evaluation.html, evaluation.json and its pictures there')
    .addHelpText(
      'before',
      'Examples:\n  sightline evaluate digits@production --data photos/new\n  sightline evaluate digits@3 --data ' +
        '5c0e1f --split validation --json\n  sightline evaluate digits --data pipeline.yaml --output measured\n',
    )
    .addHelpText(
      'after',
      '\nA folder has a folder of images for each class; where its source is not divided, all samples are measured. ' +
        'A pipeline runs up to its split. The stages run in this process; what has not changed is not run again.',
    )
    .action(evaluate);
}

async function evaluate(word: string, options: EvaluateOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const home = sightlineHome();
  const model = await findArtifact(word, ['model', 'trained-model'], home);
  await interruptible(output.say, async (signal) => {
    // TensorFlow reads it when it is loaded.
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    const { stagesInTerminal } = await import('../stages/stages-in-terminal.ts');
    const stages = stagesInTerminal(home.root, output.stream, { signal });
    const dataset = await datasetOf(options.data, home, stages);
    const evaluated = await stages.run('evaluate', { model, dataset, split: options.split });
    const page = options.output && (await writePage({ ...evaluated, dataset, model: word }, options.output, stages));
    output.result({ model, dataset, ...evaluated, ...(page && { page }) }, textOf(evaluated, dataset, page));
  });
}

/** The dataset that a person means: one of the store, or what a folder or a pipeline is made into. */
async function datasetOf(word: string, home: Home, stages: StagesInTerminal) {
  const place = await stat(word).catch(() => undefined);
  if (!place) return findDataset(word, home);
  if (!place.isDirectory()) {
    const { runUntil } = await import('../stages/run-until.ts');
    const pipeline = parsePipeline(await readSpec(word, 'pipeline'), word);
    return ((await runUntil(pipeline, 'split', stages)) as Pick<StageOutputs, 'split'>).split.dataset;
  }
  const { holdOut } = await import('@sightline/ingest');
  const input = parse(ingestInputSchema, { source: { path: resolve(word) } }, `The folder ${word}`);
  return holdOut((await stages.run('ingest', input)).dataset, stages.context);
}

async function writePage(
  measured: { evaluation: ArtifactRef; dataset: ArtifactRef; model: string },
  folder: string,
  { context }: StagesInTerminal,
): Promise<string> {
  const { writeEvaluationFolder } = await import('@sightline/evaluator');
  return writeEvaluationFolder({ ...measured, folder }, context);
}

function textOf(evaluated: EvaluateOutput, dataset: ArtifactRef, page: string | undefined): string {
  const rows = Object.entries(evaluated.figures).map(([name, figure]) => [
    wordsOf(name),
    formatFigure(figure),
    figure.interval ? figure.interval.map((end) => formatValue(end, figure.unit)).join(' to ') : '',
  ]);
  const measuredOn = `${evaluated.samples.toLocaleString('en-US')} samples of dataset ${shortId(dataset.id)}`;
  return [
    table([['FIGURE', 'VALUE', '95 % INTERVAL'], ...rows]),
    `${formatHeadline(evaluated)} on ${measuredOn}.`,
    ...(page ? [page] : []),
  ].join('\n');
}
