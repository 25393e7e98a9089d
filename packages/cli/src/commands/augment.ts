import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { shortId, sightlineHome } from '@sightline/artifacts';
import type { PreviewRow } from '@sightline/augment';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { AugmentedData } from '../stages/augmented-data.ts';
import { DATASET_WORD, findDataset } from '../arguments/artifacts.ts';
import { outputOf } from '../output.ts';
import { interruptible } from '../interruptible.ts';

const DRAWS = 7;

interface AugmentOptions {
  dataset?: string;
  /** True when the option has no file. */
  preview?: string | true;
  samples?: number;
  draws: number;
  seed?: number;
}

export function addAugment(program: Command): void {
  program
    .command('augment')
    .description('run a pipeline up to its augmentation, and show what that does to the data')
    .argument('<pipeline>', 'the pipeline, a YAML or JSON file; with --dataset a list of transforms is enough')
    .option('--preview [file]', 'write a preview: a page (.html) or a picture (.png)', parsePreview)
    .option('--dataset <dataset>', `augment ${DATASET_WORD}; nothing is ingested, scrubbed or split`)
    .option('--samples <count>', 'samples in the preview (by default one or two per class, at most 10)', parseCount)
    .addOption(
      new Option('--draws <count>', 'augmented versions of each').argParser(parseCount).default(DRAWS, String(DRAWS)),
    )
    .option('--seed <number>', "the seed of the draws (by default the pipeline's)", parseSeed)
    .addHelpText(
      'before',
      [
        'Examples:',
        '  sightline augment examples/animals/pipeline.yaml --preview',
        '  sightline augment pipeline.yaml --preview grid.png --samples 20 --draws 5 --seed 3',
        '  sightline augment transforms.yaml --dataset 5c0e1f --preview\n',
      ].join('\n'),
    )
    .addHelpText(
      'after',
      '\nThe stages run in this process, without Temporal; what has not changed since an earlier run is not run again.',
    )
    .action(augment);
}

async function augment(file: string, options: AugmentOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const home = sightlineHome();
  await interruptible(output.say, async (signal) => {
    const { stagesInTerminal } = await import('../stages/stages-in-terminal.ts');
    const { augmentedData } = await import('../stages/augmented-data.ts');
    const stages = stagesInTerminal(home.root, output.stream, { signal });
    const dataset = options.dataset === undefined ? undefined : await findDataset(options.dataset, home);
    const data = await augmentedData(file, dataset, stages);
    const place = options.preview === true ? join(home.previewsFolder, `${data.name}.html`) : options.preview;
    const preview = place === undefined ? undefined : resolve(place);
    if (preview !== undefined) {
      const { drawPreview, loadTransforms, previewSamples, readTransformSources } = await import('@sightline/augment');
      const augmentation = { ...data.augmentation, ...(options.seed !== undefined && { seed: options.seed }) };
      const choice = { preprocess: data.preprocess, augmentation, count: options.samples };
      const samples = await previewSamples(data.dataset, choice, stages.context);
      const { transforms } = augmentation;
      const custom = await loadTransforms(transforms, await readTransformSources(transforms));
      const rows = drawPreview(samples, { ...augmentation, custom }, options.draws);
      await writePreview(preview, rows, { ...data, augmentation });
    }
    const { ref, outputs } = data;
    output.result(
      { dataset: ref, ...outputs, ...(preview !== undefined && { preview }) },
      preview ?? `dataset ${ref.id}`,
    );
    if (preview === undefined) output.say(`Next: sightline augment ${file} --preview shows the augmentation.`);
  });
}

async function writePreview(
  file: string,
  rows: readonly PreviewRow[],
  { name, ref, augmentation, dataset }: AugmentedData,
) {
  const { renderPreview, renderPreviewPage } = await import('@sightline/augment');
  await mkdir(dirname(file), { recursive: true });
  if (extname(file) === '.png') return writeFile(file, await renderPreview(rows));
  const { samples, labels } = dataset;
  const facts = [
    ['dataset', shortId(ref.id)],
    ['samples', samples.length.toLocaleString('en-US')],
    ['classes', String(labels.length)],
    [
      'transforms',
      [...augmentation.transforms, ...(augmentation.mix ?? [])].map(({ kind }) => kind).join(', ') || 'none',
    ],
    ['seed', String(augmentation.seed)],
  ] as const;
  return writeFile(file, await renderPreviewPage(rows, { title: `${name}: augmentation`, facts }));
}

function parsePreview(value: string): string {
  const extension = extname(value);
  if ((extension !== '.png' && extension !== '.html') || basename(value) === extension)
    throw new InvalidArgumentError('Expected a file such as preview.html or preview.png.');
  return value;
}

function parseCount(value: string): number {
  const count = Number(value);
  if (!/^\d+$/.test(value) || count < 1 || count > 1000)
    throw new InvalidArgumentError('Expected a number from 1 to 1000.');
  return count;
}

function parseSeed(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('Expected a whole number from 0 to 999999999.');
  return Number(value);
}
