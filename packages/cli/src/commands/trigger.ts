import { type Home, sightlineHome } from '@sightline/artifacts';
import type { Command } from 'commander';
import { cannotListen } from '../arguments/cannot-listen.ts';
import { parseKey } from '../arguments/keys.ts';
import { parseModelName } from '../arguments/names.ts';
import { parsePort, TRIGGER_PORT } from '../arguments/port.ts';
import { interruptible } from '../interruptible.ts';
import { outputOf } from '../output.ts';
import { addRetrainCommand, readRetrainInput, type RetrainOptions } from '../retrain-input.ts';
import { openTemporal, requireLastingWorker, type TemporalSession } from '../temporal.ts';
import { formatAppliedTriggers, formatFired, formatTriggers } from '../terminal/trigger-page.ts';

const EXAMPLES = `Examples:
  sightline trigger apply pipeline.yaml     makes its section "triggers" true
  sightline trigger serve                   watches folders and takes webhooks until Ctrl-C
  sightline trigger fire digits --key batch-12
  sightline why digits                      what fired, and what came of it
`;

const NOTES = `
Triggers fire while \`sightline trigger serve\` runs, and what has come in the meantime fires when it runs again. It
has a worker with it, so it is all that has to be left running.`;

export function addTrigger(program: Command): void {
  const trigger = program
    .command('trigger')
    .description('retrain a pipeline when data arrives, a message comes or another model is promoted')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES);
  const apply = 'make the section "triggers" of a spec true: create, change or delete';
  addRetrainCommand(trigger, 'apply', apply).action(async (file: string, options: RetrainOptions, command: Command) => {
    const input = await readRetrainInput(file, options, command);
    const { applyTriggers } = await import('@sightline/workflows');
    const applied = await applyTriggers(input, sightlineHome());
    outputOf(command).result(applied, formatAppliedTriggers(applied));
  });
  trigger
    .command('list', { isDefault: true })
    .description('list the pipelines of this home that have triggers')
    .action(async (_: object, command: Command) => {
      const { listTriggers } = await import('@sightline/workflows');
      const triggers = (await listTriggers(sightlineHome())).map(({ pipeline: { name, triggers: has } }) => ({
        name,
        triggers: has,
      }));
      outputOf(command).result(triggers, formatTriggers(triggers));
    });
  trigger
    .command('fire')
    .description('start a run now, as if a trigger had fired')
    .argument('<pipeline>', PIPELINE_WORD, parseModelName)
    .option('--key <key>', 'what this is called: the same key starts one run, however often it is given', parseKey)
    .action(async (name: string, { key }: { key?: string }, command: Command) => {
      const output = outputOf(command);
      const home = sightlineHome();
      await requireLastingWorker(home);
      const { fireByHand } = await import('@sightline/workflows');
      const session = await openTemporal(home, { say: output.say });
      try {
        const fired = await fireByHand(session.client, name, { home, key });
        output.result(fired, formatFired(fired));
      } finally {
        await session.close();
      }
    });
  trigger
    .command('delete')
    .description('delete the triggers of a pipeline; its runs are kept')
    .argument('<pipeline>', PIPELINE_WORD, parseModelName)
    .action(async (name: string, _: object, command: Command) => {
      const { deleteTriggers } = await import('@sightline/workflows');
      await deleteTriggers(name, sightlineHome());
      outputOf(command).result({ name, deleted: true }, `The triggers of ${name} were deleted.`);
    });
  trigger
    .command('serve')
    .description('watch folders, take webhooks and start what fires, with a worker, until Ctrl-C')
    .option('--port <number>', 'the port for webhooks; 0 takes any free one', parsePort, TRIGGER_PORT)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .action(async (options: { port: number; host: string }, command: Command) => {
      const output = outputOf(command);
      const home = sightlineHome();
      await interruptible(output.say, async (signal) => {
        const session = await openTemporal(home, { say: output.say, worker: 'lasting' });
        try {
          while (!signal.aborted) {
            await serveUntil(AbortSignal.any([signal, session.lost]), session, { ...options, home, ...output });
            if (session.lost.aborted && !signal.aborted) await session.reopen();
          }
        } finally {
          await session.close();
        }
      });
    });
}

const PIPELINE_WORD = 'the name of a pipeline, as `sightline trigger list` has it';

interface Serving {
  port: number;
  host: string;
  home: Home;
  say: (text: string) => void;
  result: (value: unknown, text: string) => void;
}

async function serveUntil(ended: AbortSignal, { client }: TemporalSession, serving: Serving): Promise<void> {
  const { say, result, ...options } = serving;
  const { serveTriggers } = await import('@sightline/workflows');
  const server = await serveTriggers(client, { ...options, log: say }).catch((error: unknown) => {
    throw cannotListen(error, options);
  });
  result({ url: server.url }, `${server.url}/triggers/`);
  say('Serving triggers; Ctrl-C stops. Next: sightline why <pipeline>');
  if (!ended.aborted) await new Promise((resolve) => ended.addEventListener('abort', resolve, { once: true }));
  await server.close();
}
