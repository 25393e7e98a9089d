import { writeFile } from 'node:fs/promises';
import { sightlineHome } from '@sightline/artifacts';
import { didYouMean, keepSamples, parsePipeline, type Pipeline, type StageOutputs } from '@sightline/contracts';
import type { Command } from 'commander';
import { CliError } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import { type Output, outputOf } from '../output.ts';
import { readSpec } from '../arguments/read-spec.ts';
import { runUntil } from '../stages/run-until.ts';

export function addRestore(program: Command): void {
  program
    .command('restore')
    .description('trust samples that scrub found fault with: they are written into scrub.keep of the pipeline')
    .argument('<pipeline>', 'the pipeline: a YAML or JSON file')
    .argument('[samples...]', 'ids of samples, as `sightline findings` lists them; none: list those that are trusted')
    .option('--undo', 'trust them no longer')
    .addHelpText(
      'before',
      'Examples:\n  sightline restore pipeline.yaml cat/005.png dog/cat.png\n  sightline restore pipeline.yaml\n  ' +
        'sightline restore pipeline.yaml cat/005.png --undo\n',
    )
    .addHelpText(
      'after',
      '\nThe next run finds nothing in these samples and uses them. Data that have not been scrubbed yet are first.',
    )
    .action(restore);
}

async function restore(
  file: string,
  samples: readonly string[],
  { undo = false }: { undo?: boolean },
  command: Command,
): Promise<void> {
  const output = outputOf(command);
  const text = await readSpec(file, 'pipeline');
  const pipeline = parsePipeline(text, file);
  const { keep: before } = pipeline.scrub;
  if (samples.length === 0)
    return output.result({ keep: before }, before.join('\n') || 'No sample is trusted. Next: sightline findings <run>');
  const others = before.filter((id) => !samples.includes(id));
  await interruptible(output.say, async (signal) => {
    if (undo) requireKept(samples, before, file);
    else
      await requireFound(
        samples.filter((id) => !before.includes(id)),
        pipeline,
        { output, signal },
      );
    const keep = undo ? others : [...others, ...new Set(samples)];
    await writeFile(file, keepSamples(text, file, keep));
    output.result(
      { keep },
      `${keep.length === 1 ? '1 sample is' : `${keep.length} samples are`} in scrub.keep of ${file}.`,
    );
    output.say(`Next: sightline run ${file}`);
  });
}

function requireKept(samples: readonly string[], keep: readonly string[], file: string): void {
  const other = samples.find((id) => !keep.includes(id));
  if (other === undefined) return;
  const hint = didYouMean(other, keep);
  throw new CliError('cli/not-restorable', `${other} is not in scrub.keep of ${file}.${hint} Nothing was changed.`);
}

/** Only what a check has found can be trusted: a slip of the keyboard would trust nothing, for ever. */
async function requireFound(
  samples: readonly string[],
  pipeline: Pipeline,
  { output, signal }: { output: Output; signal: AbortSignal },
): Promise<void> {
  const { stagesInTerminal } = await import('../stages/stages-in-terminal.ts');
  const { openDataset } = await import('@sightline/ingest/dataset');
  const stages = stagesInTerminal(sightlineHome().root, output.stream, { signal });
  const { scrub } = (await runUntil(pipeline, 'scrub', stages)) as Pick<StageOutputs, 'scrub'>;
  const { findings, quarantined } = await openDataset(stages.context.artifacts, scrub.dataset);
  const found = new Set(findings.map(({ sample }) => sample));
  const other = samples.find((id) => !found.has(id));
  if (other === undefined) return;
  const unread = quarantined.find(({ path, sample }) => path === other && !sample);
  const why = unread
    ? `could not be read (${unread.reason}), so that there is nothing to restore.`
    : `is not a sample in which a check found a fault.${didYouMean(other, [...found])}`;
  throw new CliError('cli/not-restorable', `${other} ${why} Nothing was changed.`);
}
