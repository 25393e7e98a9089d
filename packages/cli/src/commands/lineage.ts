import { findArtifact, openStore, shortId, sightlineHome } from '@sightline/artifacts';
import type { Command } from 'commander';
import { CliError } from '../errors.ts';
import { versionsOfPredictions } from '../lineage/predictions.ts';
import { lineageTree } from '../lineage/tree.ts';
import { type WayBack, wayBackOf } from '../lineage/way-back.ts';
import { outputOf } from '../output.ts';

/** What a word may mean; of a run the first of these that it has. */
const KINDS = ['model', 'trained-model', 'evaluation', 'augmentation', 'dataset', 'checkpoint'] as const;

export function addLineage(program: Command): void {
  program
    .command('lineage')
    .description('show what something was made from: the data, the spec, the code and the seed')
    .argument(
      '<what>',
      'digits@3, digits@production, the id of an artifact or 6 digits of it, a run, or predictions in a file',
    )
    .addHelpText(
      'before',
      'Examples:\n  sightline lineage digits@3\n  sightline lineage 5c0e1f --json\n  ' +
        'sightline predict digit.png --json > answer.json; sightline lineage answer.json\n',
    )
    .addHelpText('after', '\nThe input of each stage is in the JSON: --json.')
    .action(lineage);
}

async function lineage(word: string, _: object, command: Command): Promise<void> {
  const home = sightlineHome();
  const versions = await versionsOfPredictions(word);
  const [named = word, ...others] = versions ?? [];
  if (others.length > 0)
    throw new CliError(
      'cli/wrong-usage',
      `${word} has predictions of several versions: ${[named, ...others].join(', ')}. Name one of them.`,
    );
  const artifact = await findArtifact(named, KINDS, home);
  const way = await wayBackOf(artifact, openStore(home.root), home);
  outputOf(command).result(way, textOf(way));
}

function textOf({ versions, runs, data, specs, seeds, code, ancestors }: WayBack): string {
  const lines = (title: string, values: readonly string[]) =>
    (values.length > 0 ? values : ['unknown']).map((value, index) => `${(index === 0 ? title : '').padEnd(9)}${value}`);
  const stages = Object.entries(code.stages).map(([stage, version]) => `${stage} ${version}`);
  return [
    ...(versions.length > 0 ? lines('Version', versions) : []),
    ...(runs.length > 0 ? lines('Run', runs) : []),
    ...lines(
      'Data',
      data.map(({ path, dataset }) => `${path}, as it is in the dataset ${shortId(dataset)}`),
    ),
    ...lines('Spec', specs.length > 0 ? specs : ['of no run: the inputs of its stages are in --json']),
    ...lines('Code', [
      `stages ${stages.join(', ')}`,
      ...code.engines,
      ...code.modules.map(({ artifact, file }) => `${file}, kept in ${shortId(artifact)}`),
    ]),
    ...lines('Seed', seeds.map(String)),
    '',
    lineageTree(ancestors),
  ].join('\n');
}
