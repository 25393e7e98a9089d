import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createContext, sightlineHome } from '@sightline/artifacts';
import { parse, parsePipeline, sourceSchema } from '@sightline/contracts';
import type { Command } from 'commander';
import { CliError } from '../errors.ts';
import { schemaFile } from '../init/schema-file.ts';
import { classCounts, dataSeen, writeSpec } from '../init/write-spec.ts';
import { outputOf } from '../output.ts';

export function addInit(program: Command): void {
  program
    .command('init')
    .description('look at a folder of data and write a commented pipeline for it')
    .argument('<data>', 'class folders of images or videos, a table of images, arrays, boxes, an archive')
    .option('--output <file>', 'where the pipeline is written', 'pipeline.yaml')
    .option('--force', 'overwrite a pipeline that is there')
    .addHelpText('before', 'Examples:\n  sightline init photos\n  sightline init photos --output birds.yaml\n')
    .action(init);
}

interface InitOptions {
  output: string;
  force?: boolean;
}

async function init(data: string, { output: file, force = false }: InitOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  if (!force) refuseExisting(file);
  const { recogniseSource, survey } = await import('@sightline/ingest');
  const home = sightlineHome();
  const context = createContext({
    root: home.root,
    logger: { info: () => undefined, warn: (text) => output.say(text) },
  });
  const source = await recogniseSource(resolve(data));
  const seen = await survey(parse(sourceSchema, source, data), context);
  const text = writeSpec({ source, survey: seen, file, schema: await schemaFile(file, home.folder) });
  parsePipeline(text, file);
  await writeFile(file, text);

  const classes = classCounts(seen);
  const { items, setAside, why, unlisted } = seen;
  const counts = { [seen.of]: items.length, classes: Object.fromEntries(classes), setAside };
  output.result(
    { pipeline: file, source: source.kind, ...(unlisted ? { unlisted } : counts) },
    `${data}: a source of kind ${source.kind}. ${dataSeen(seen)}\n${why && `${why}\n`}Written: ${file}\n` +
      `Next: sightline validate ${file}, then sightline up ${file}`,
  );
}

function refuseExisting(file: string): void {
  if (!existsSync(file)) return;
  const message = `${file} is there already. Overwrite it with --force, or name another with --output.`;
  throw new CliError('cli/wrong-usage', message);
}
