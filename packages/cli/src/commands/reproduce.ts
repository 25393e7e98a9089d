import { findArtifact, shortId, sightlineHome } from '@sightline/artifacts';
import type { Command } from 'commander';
import { interruptible } from '../interruptible.ts';
import { outputOf } from '../output.ts';
import type { Reproduction } from '../reproduce/reproduce.ts';
import { table, value } from '../terminal/format.ts';

export function addReproduce(program: Command): void {
  program
    .command('reproduce')
    .description('make a model again from the recorded inputs, and compare the bytes stage by stage')
    .argument('<model>', 'digits@3, digits@production, the id of a model or 6 digits of it, or a run')
    .addHelpText('before', 'Examples:\n  sightline reproduce digits@3\n  sightline reproduce digits --json\n')
    .addHelpText(
      'after',
      '\nThe stages run in this process and in a separate store, which is removed: nothing of the home changes. ' +
        'The exit code is 1 when any bytes differ.',
    )
    .action(reproduceModel);
}

async function reproduceModel(word: string, _: object, command: Command): Promise<void> {
  const output = outputOf(command);
  const home = sightlineHome();
  const model = await findArtifact(word, ['model', 'trained-model'], home);
  await interruptible(output.say, async (signal) => {
    // TensorFlow reads it when it is loaded.
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    const { reproduce } = await import('../reproduce/reproduce.ts');
    const reproduction = await reproduce(model, home, { signal, stream: output.stream });
    output.result(reproduction, textOf(word, reproduction));
    if (!reproduction.isSame) process.exitCode = 1;
  });
}

function textOf(word: string, { isSame, stages, figures }: Reproduction): string {
  const rows = stages.map(({ stage, recorded, again, differs, ...compared }) => [
    stage,
    shortId(recorded.id),
    shortId(again.id),
    compared.isSame ? 'same' : `differs: ${differs.length > 0 ? differs.join(', ') : 'only in what it was made from'}`,
  ]);
  const ran = stages.flatMap(({ stage, engines }) =>
    engines
      ? [`${stage} ran on ${engines.recorded ?? 'an unknown engine'}; now on ${engines.again ?? 'an unknown one'}.`]
      : [],
  );
  const measured = figures.map(({ name, recorded, again }) => [
    name,
    value(recorded),
    value(again),
    value(again - recorded),
  ]);
  return [
    table([['STAGE', 'RECORDED', 'AGAIN', ''], ...rows]),
    ...ran,
    ...(measured.length > 0 ? [table([['FIGURE', 'RECORDED', 'AGAIN', 'DIFFERENCE'], ...measured])] : []),
    isSame ? `${word} was made again to the same bytes.` : `${word} was made again, but not to the same bytes.`,
  ].join('\n');
}
