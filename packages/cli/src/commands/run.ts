import { userInfo } from 'node:os';
import { sightlineHome } from '@sightline/artifacts';
import { parsePipeline } from '@sightline/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import { interruptible } from '../interruptible.ts';
import { outputOf } from '../output.ts';
import { readSpec } from '../read-spec.ts';
import { runInTerminal } from '../run-in-terminal.ts';
import { openTemporal, openTemporalWithWorker } from '../temporal.ts';
import { summaryOf } from '../terminal/run-summary.ts';

export function addRun(program: Command): void {
  program
    .command('run')
    .description('train, evaluate and promote a model, and show it as it happens')
    .argument('<pipeline>', 'the pipeline: a YAML or JSON file')
    .option('--server <url>', 'a model server that must answer with the new version', parseUrl)
    .option('--no-follow', 'start the run and return; needs a worker that stays')
    .addHelpText(
      'before',
      'Examples:\n  sightline run examples/digits/pipeline.yaml\n  sightline run pipeline.yaml --server http://127.0.0.1:8501\n',
    )
    .addHelpText('after', '\nCtrl-C cancels the run; a second Ctrl-C leaves without waiting for that.')
    .action(run);
}

async function run(file: string, options: { server?: string; follow: boolean }, command: Command): Promise<void> {
  const output = outputOf(command);
  const home = sightlineHome();
  const pipeline = parsePipeline(await readSpec(file, 'pipeline'), file);
  const input = { pipeline, who: userInfo().username, ...(options.server && { serverUrl: options.server }) };
  const open = options.follow ? openTemporalWithWorker : openTemporal;
  await interruptible(output.say, async (signal) => {
    const session = await open(home, output.say);
    try {
      if (options.follow) {
        const result = await runInTerminal(session.client, input, { root: home.root, signal, output });
        return output.result(result, summaryOf(result));
      }
      const { startTrainToServe } = await import('@sightline/workflows');
      const runId = await startTrainToServe(session.client, input, { root: home.root });
      output.result({ runId }, `Next: sightline show ${runId}`);
    } finally {
      await session.close();
    }
  });
}

function parseUrl(value: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value))
    throw new InvalidArgumentError('Expected a URL such as http://127.0.0.1:8501.');
  return value;
}
