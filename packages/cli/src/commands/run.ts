import { userInfo } from 'node:os';
import { sightlineHome } from '@sightline/artifacts';
import { messageOf, parsePipeline, type RunResult } from '@sightline/contracts';
import type { Client } from '@sightline/workflows';
import { InvalidArgumentError, type Command } from 'commander';
import { outputOf } from '../output.ts';
import { readSpec } from '../read-spec.ts';
import { openTemporal, openTemporalWithWorker } from '../temporal.ts';

const DETACHED = 130;

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
  const { startTrainToServe } = await import('@sightline/workflows');
  const { followInTerminal } = await import('../terminal/follow-in-terminal.ts');
  const open = options.follow ? openTemporalWithWorker : openTemporal;
  const session = await open(home, output.say);
  try {
    const input = { pipeline, who: userInfo().username, ...(options.server && { serverUrl: options.server }) };
    const runId = await startTrainToServe(session.client, input, { root: home.root });
    output.say(`run ${runId}`);
    if (!options.follow) return output.result({ runId }, `Next: sightline show ${runId}`);

    const silent = { write: () => undefined };
    const result = await cancellable(session.client, runId, output.say, () =>
      followInTerminal(session.client, runId, output.quiet ? silent : process.stderr),
    );
    output.result(result, summaryOf(result));
  } finally {
    await session.close();
  }
}

/** The first Ctrl-C (or SIGTERM) cancels the run, the second one leaves it as it is. */
async function cancellable<Result>(
  client: Client,
  runId: string,
  say: (text: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const { cancelRun } = await import('@sightline/workflows');
  let asked = false;
  const interrupt = () => {
    if (asked) process.exit(DETACHED);
    asked = true;
    say(`\nCancelling ${runId}: the running stage ends cleanly. Ctrl-C again leaves without waiting.`);
    cancelRun(client, runId).catch((error: unknown) => say(`The run could not be cancelled: ${messageOf(error)}`));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work();
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

export function summaryOf({ outcome, model, accuracy, folder, gate }: RunResult): string {
  const share = `${(accuracy * 100).toFixed(2)} %`;
  const report = folder ? `\n${folder}/report.html` : '';
  if (outcome === 'promoted' && model) {
    return `${model.name} version ${model.version} is promoted: test accuracy ${share}.${report}\nNext: sightline serve, then sightline predict --model ${model.name} <image>`;
  }
  const reasons = gate.checks.filter(({ passed }) => !passed).map(({ message }) => `  - ${message}`);
  return `The gate refused the model (test accuracy ${share}); production is unchanged:\n${reasons.join('\n')}${report}`;
}

function parseUrl(value: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value))
    throw new InvalidArgumentError('Expected a URL such as http://127.0.0.1:8501.');
  return value;
}
