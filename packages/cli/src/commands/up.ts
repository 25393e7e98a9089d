import type { Command } from 'commander';
import { interruptible } from '../interruptible.ts';
import { outputOf } from '../output.ts';
import { DEFAULT_PORT, parsePort } from '../arguments/port.ts';

export function addUp(program: Command): void {
  program
    .command('up')
    .description('take a pipeline to a served model: Temporal, a worker, a model server and a run in one command')
    .argument('<pipeline>', 'the pipeline: a YAML or JSON file')
    .option('--port <number>', "the model server's port; the next free one if it is taken", parsePort, DEFAULT_PORT)
    .option('--exit', 'stop everything once the served model has answered')
    .addHelpText(
      'before',
      'Examples:\n  sightline up examples/digits/pipeline.yaml\n  sightline up pipeline.yaml --exit\n',
    )
    .addHelpText(
      'after',
      '\nA Temporal server that runs already (TEMPORAL_ADDRESS, or on port 7233) is used. Ctrl-C cancels the run; ' +
        'once the model is served, it stops everything.',
    )
    .action(async (file: string, options: { port: number; exit?: boolean }, command: Command) => {
      const output = outputOf(command);
      await interruptible(output.say, async (signal) => {
        const { up } = await import('../up/up.ts');
        const { close } = await up(file, { port: options.port, signal, output });
        try {
          if (options.exit) return;
          output.say('\nServing. Ctrl-C stops everything.');
          await aborted(signal);
        } finally {
          await close();
        }
      });
    });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
