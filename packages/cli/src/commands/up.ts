import type { Command } from 'commander';
import { interruptible } from '../interruptible.ts';
import { outputOf } from '../output.ts';
import { DEFAULT_PORT, parsePort } from '../arguments/port.ts';

export function addUp(program: Command): void {
  program
    .command('up')
    .description(
      'Temporal, a worker and a model server in one command; with a pipeline, from its data to a served model',
    )
    .argument('[pipeline]', 'the pipeline to run first: a YAML or JSON file')
    .option('--port <number>', "the model server's port; the next free one if it is taken", parsePort, DEFAULT_PORT)
    .option('--exit', 'stop everything once the served model has answered')
    .addHelpText(
      'before',
      'Examples:\n  sightline up examples/digits/pipeline.yaml\n  sightline up pipeline.yaml --exit\n  sightline up\n',
    )
    .addHelpText(
      'after',
      '\nWithout a pipeline it serves what is promoted. Either way its worker takes the runs that `sightline run ' +
        '--no-follow`\nstarts in other terminals. Ctrl-C cancels the run; once models are served, it stops everything.',
    )
    .action(up);
}

async function up(
  file: string | undefined,
  { port, exit }: { port: number; exit?: boolean },
  command: Command,
): Promise<void> {
  const output = outputOf(command);
  if (file === undefined && exit) command.error('error: --exit needs a pipeline: without one nothing ends by itself.');
  await interruptible(output.say, async (signal) => {
    const { serveOnly, up: runAndServe } = await import('../up/up.ts');
    const options = { port, signal, output };
    const { close, session } = await (file === undefined ? serveOnly(options) : runAndServe(file, options));
    try {
      if (exit) return;
      output.say('\nServing. Ctrl-C stops everything.');
      while (!signal.aborted) {
        await aborted(AbortSignal.any([signal, session.lost]));
        if (!signal.aborted) await session.reopen();
      }
    } finally {
      await close();
    }
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
