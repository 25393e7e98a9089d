import { userInfo } from 'node:os';
import { type Home, sightlineHome } from '@sightline/artifacts';
import { overlapSchema, parse, runScheduleSchema, type Overlap } from '@sightline/contracts';
import type { RetrainInput } from '@sightline/contracts/run';
import type { Client } from '@sightline/workflows';
import { Option, type Command } from 'commander';
import { addKeepRules, type KeepOptions, keepRulesOf } from '../arguments/keep-rules.ts';
import { parseModelName, parseReason } from '../arguments/names.ts';
import { parseMoment, SCHEDULE_WORD } from '../arguments/schedules.ts';
import { type Output, outputOf } from '../output.ts';
import { addRetrainCommand, readRetrainInput, type RetrainOptions } from '../retrain-input.ts';
import { openTemporal, requireLastingWorker } from '../temporal.ts';
import { formatApplied, formatSchedule, formatSchedules } from '../terminal/schedule-page.ts';

const EXAMPLES = `Examples:
  sightline schedule create pipeline.yaml --set schedule.every=6h
  sightline schedule apply pipeline.yaml        makes its section "schedule" true
  sightline schedule gc --cron '0 4 * * 0'      cleans up the store
  sightline schedule list
  sightline schedule pause digits --why 'the camera is being moved'
  sightline schedule backfill digits --start 2026-11-01 --end 2026-11-08
`;

const NOTES = `
Runs are due while a Temporal server is there, and are taken by a worker: leave \`sightline worker\` or \`sightline up\`
running. What was due in the meantime is made up for within the schedule's catchUpWindow.`;

export function addSchedule(program: Command): void {
  const schedule = program
    .command('schedule')
    .description('retrain a pipeline by itself, at times that its spec gives; clean up the store by itself')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES);
  addRetrainCommand(
    schedule,
    'create',
    'create the schedule of a pipeline, by the section "schedule" of its spec',
  ).action((file: string, options: RetrainOptions, command: Command) =>
    withInput(file, options, command, async (client, input, { home, output }) => {
      const { createSchedule, showSchedule } = await import('@sightline/workflows');
      await createSchedule(client, input, home);
      const state = await showSchedule(client, input.pipeline.name, home);
      output.result(state, formatSchedule(state));
    }),
  );
  addRetrainCommand(schedule, 'apply', 'make the section "schedule" of a spec true: create, change or delete').action(
    (file: string, options: RetrainOptions, command: Command) =>
      withInput(file, options, command, async (client, input, { home, output }) => {
        const { applySchedule } = await import('@sightline/workflows');
        const applied = await applySchedule(client, input, home);
        output.result(applied, formatApplied(applied));
      }),
  );
  const gc = schedule
    .command('gc')
    .description(
      'remove from the store what nothing needs, as `sightline gc --yes` does: create that schedule, or change it',
    )
    .option('--cron <times>', 'times as in a crontab')
    .option('--every <time>', 'an interval, such as 12h or 7d')
    .option('--time-zone <zone>', 'what --cron is told in; by default UTC');
  addKeepRules(gc).action(({ cron, every, timeZone, ...rules }: GcOptions, command: Command) => {
    const times = parse(runScheduleSchema, { cron, every, timeZone }, 'The schedule of the clean-up');
    return onSchedules(command, { startsRuns: true }, async (client, { home, output }) => {
      const { applyGcSchedule } = await import('@sightline/workflows');
      const applied = await applyGcSchedule(client, { schedule: times, keep: keepRulesOf(rules) }, home);
      output.result(applied, formatApplied(applied));
    });
  });
  schedule
    .command('list', { isDefault: true })
    .description('list the schedules of this home')
    .action((_: object, command: Command) =>
      onSchedules(command, {}, async (client, { home, output }) => {
        const { listSchedules } = await import('@sightline/workflows');
        const schedules = await listSchedules(client, home);
        output.result(schedules, formatSchedules(schedules));
      }),
    );
  withName(schedule, 'show', 'show one schedule: its times, its runs, and what it left out').action(
    (name: string, _: object, command: Command) =>
      onSchedules(command, {}, async (client, { home, output }) => {
        const { showSchedule } = await import('@sightline/workflows');
        const state = await showSchedule(client, name, home);
        output.result(state, formatSchedule(state));
      }),
  );
  const why = 'why; `sightline schedule show` has it';
  withName(schedule, 'pause', 'start no more runs by itself')
    .option('--why <words>', why, parseReason)
    .action((name: string, options: { why?: string }, command: Command) =>
      onSchedules(command, {}, async (client, { home, output }) => {
        const { pauseSchedule } = await import('@sightline/workflows');
        await pauseSchedule(client, name, { ...home, note: noteOf('paused', options) });
        output.result({ name, paused: true }, `${name} is paused. Next: sightline schedule resume ${name}`);
      }),
    );
  withName(schedule, 'resume', 'start runs by itself again')
    .option('--why <words>', why, parseReason)
    .action((name: string, options: { why?: string }, command: Command) =>
      onSchedules(command, { startsRuns: true }, async (client, { home, output }) => {
        const { resumeSchedule } = await import('@sightline/workflows');
        await resumeSchedule(client, name, { ...home, note: noteOf('resumed', options) });
        output.result({ name, paused: false }, `${name} goes on.`);
      }),
    );
  withName(schedule, 'trigger', 'start a run now').action((name: string, _: object, command: Command) =>
    onSchedules(command, { startsRuns: true }, async (client, { home, output }) => {
      const { triggerSchedule } = await import('@sightline/workflows');
      const came = await triggerSchedule(client, name, home);
      output.result({ name, ...came }, textOfTrigger(came));
    }),
  );
  withName(schedule, 'backfill', 'start the runs that would have been due in a time that is over')
    .requiredOption('--start <time>', 'the first moment, by ISO 8601', parseMoment)
    .requiredOption('--end <time>', 'the last moment, by ISO 8601', parseMoment)
    .addOption(
      new Option('--overlap <policy>', 'what happens while the run before goes on')
        .choices(overlapSchema.options)
        .default('buffer-all'),
    )
    .action((name: string, times: { start: Date; end: Date; overlap: Overlap }, command: Command) => {
      if (times.end < times.start) command.error('error: --end is before --start');
      return onSchedules(command, { startsRuns: true }, async (client, { home, output }) => {
        const { backfillSchedule } = await import('@sightline/workflows');
        await backfillSchedule(client, name, { ...home, ...times });
        output.result({ name, ...times }, `The runs are being started. Next: sightline schedule show ${name}`);
      });
    });
  withName(schedule, 'delete', 'delete a schedule; its runs are kept').action(
    (name: string, _: object, command: Command) =>
      onSchedules(command, {}, async (client, { home, output }) => {
        const { deleteSchedule } = await import('@sightline/workflows');
        await deleteSchedule(client, name, home);
        output.result({ name, deleted: true }, `The schedule of ${name} was deleted.`);
      }),
  );
}

interface GcOptions extends KeepOptions {
  cron?: string;
  every?: string;
  timeZone?: string;
}

function withName(schedule: Command, name: string, description: string): Command {
  return schedule.command(name).description(description).argument('<schedule>', SCHEDULE_WORD, parseModelName);
}

interface Place {
  home: Home;
  output: Output;
}

/** @param options.startsRuns where a worker must be there that takes them when this command has ended */
async function onSchedules(
  command: Command,
  { startsRuns = false }: { startsRuns?: boolean },
  act: (client: Client, place: Place) => Promise<void>,
): Promise<void> {
  const output = outputOf(command);
  const home = sightlineHome();
  if (startsRuns) await requireLastingWorker(home);
  const session = await openTemporal(home, { say: output.say });
  try {
    await act(session.client, { home, output });
  } finally {
    await session.close();
  }
}

async function withInput(
  file: string,
  options: RetrainOptions,
  command: Command,
  act: (client: Client, input: RetrainInput, place: Place) => Promise<void>,
): Promise<void> {
  const input = await readRetrainInput(file, options, command);
  await onSchedules(command, { startsRuns: true }, (client, place) => act(client, input, place));
}

function noteOf(what: string, { why }: { why?: string }): string {
  return `${what} by ${userInfo().username}${why === undefined ? '' : `: ${why}`}`;
}

function textOfTrigger({ runId, skipped }: { runId?: string; skipped?: true }): string {
  if (runId !== undefined) return `Run ${runId} was started. Next: sightline follow ${runId}`;
  if (skipped) return 'No run was started: the one before it goes on, and the schedule skips what overlaps.';
  return 'The run is started when the one before it has ended.';
}
