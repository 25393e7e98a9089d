import { userInfo } from 'node:os';
import { sightlineHome } from '@sightline/artifacts';
import { artifactRefSchema, parsePipeline, type Pipeline, type StageName } from '@sightline/contracts';
import { Option, type Command } from 'commander';
import { checkOnce } from '../check-data.ts';
import { interruptible } from '../interruptible.ts';
import { type Output, outputOf } from '../output.ts';
import { addTag, parseRunId } from '../arguments/runs.ts';
import { readSpec } from '../arguments/read-spec.ts';
import { addSetting } from '../arguments/settings.ts';
import { parseUrl } from '../arguments/url.ts';
import { runInTerminal } from '../run-in-terminal.ts';
import { runUntil, stagesFrom, STAGES_TO_START_FROM, STAGES_TO_STOP_AFTER } from '../stages/run-until.ts';
import { openTemporal, requireLastingWorker } from '../temporal.ts';
import { summaryOf } from '../terminal/run-summary.ts';

export function addRun(program: Command): void {
  program
    .command('run')
    .description('train, evaluate and promote a model, and show the progress')
    .argument('<pipeline>', 'the pipeline: a YAML or JSON file')
    .option('--server <url>', 'a model server that must answer with the new version', parseUrl)
    .option(
      '--no-follow',
      'start the run and return at once; needs `sightline worker` or `sightline up` in another terminal',
    )
    .addOption(
      new Option('--only <stage>', 'run what this stage needs and the stage, in this process and without Temporal')
        .choices(STAGES_TO_STOP_AFTER)
        .conflicts(['server', 'follow', 'runId', 'tag']),
    )
    .addOption(
      new Option('--from <stage>', 'compute this stage and those after it though their results are there').choices(
        STAGES_TO_START_FROM,
      ),
    )
    .option('--set <path=value>', 'a value instead of that of the file, in YAML; may be repeated', addSetting)
    .option('--run-id <id>', 'the id of the run, instead of one of its name and the time', parseRunId)
    .option('--tag <key=value>', 'what is noted of the run and `sightline runs` shows; may be repeated', addTag)
    .addHelpText(
      'before',
      'Examples:\n  sightline run examples/digits/pipeline.yaml\n  sightline run pipeline.yaml --only split\n  ' +
        'sightline run pipeline.yaml --set fit.epochs=5 --set ' +
        'fit.batchSize=32 --tag purpose=trial\n  sightline run pipeline.yaml --from train --run-id digits-again\n',
    )
    .addHelpText('after', '\nCtrl-C cancels the run; a second Ctrl-C exits without waiting.')
    .action(run);
}

interface RunOptions {
  server?: string;
  follow: boolean;
  only?: StageName;
  from?: StageName;
  set?: string[];
  runId?: string;
  tag?: string[];
}

async function run(file: string, options: RunOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const home = sightlineHome();
  const pipeline = parsePipeline(await readSpec(file, 'pipeline'), file, options.set);
  const { from, only } = options;
  if (from && only && !stagesFrom(from).includes(only))
    command.error(`error: --from ${from} comes after --only ${only}`);
  await checkOnce(pipeline, home.root, output);
  if (only) return runPart(pipeline, { last: only, from }, { root: home.root, output });
  const input = {
    pipeline,
    who: userInfo().username,
    ...(options.server && { serverUrl: options.server }),
    ...(from && { from }),
  };
  if (!options.follow) await requireLastingWorker(home);
  const { runId: named, tag: tags } = options;
  const noted = { ...(named !== undefined && { runId: named }), ...(tags && { tags }) };
  await interruptible(output.say, async (signal) => {
    const session = await openTemporal(home, {
      say: output.say,
      ...(options.follow && { worker: 'of-a-command' as const }),
    });
    try {
      if (options.follow) {
        const result = await runInTerminal(session, input, { home, signal, output, ...noted });
        return output.result(result, summaryOf(result));
      }
      const { startTrainToServe } = await import('@sightline/workflows');
      const runId = await startTrainToServe(session.client, input, { home, ...noted });
      output.result({ runId }, `Next: sightline show ${runId}`);
    } finally {
      await session.close();
    }
  });
}

/** The stages of a pipeline up to one of them, in this process. */
async function runPart(
  pipeline: Pipeline,
  { last, from }: { last: StageName; from: StageName | undefined },
  { root, output }: { root: string; output: Output },
): Promise<void> {
  await interruptible(output.say, async (signal) => {
    const { stagesInTerminal } = await import('../stages/stages-in-terminal.ts');
    const outputs = await runUntil(
      pipeline,
      last,
      stagesInTerminal(root, output.stream, { signal, again: from ? stagesFrom(from) : [] }),
    );
    const made = Object.values(outputs[last] ?? {}).flatMap(
      (value: unknown) => artifactRefSchema.safeParse(value).data ?? [],
    );
    output.result(outputs, made.map(({ kind, id }) => `${kind} ${id}`).join('\n'));
  });
}
