import { createRequire } from 'node:module';
import { Command } from 'commander';

/** What adds each command, in the order of `--help`. */
const COMMANDS = {
  init: async () => (await import('./commands/init.ts')).addInit,
  up: async () => (await import('./commands/up.ts')).addUp,
  validate: async () => (await import('./commands/validate.ts')).addValidate,
  run: async () => (await import('./commands/run.ts')).addRun,
  worker: async () => (await import('./commands/worker.ts')).addWorker,
  runs: async () => (await import('./commands/runs.ts')).addRuns,
  show: async () => (await import('./commands/show.ts')).addShow,
  follow: async () => (await import('./commands/follow.ts')).addFollow,
  cancel: async () => (await import('./commands/cancel.ts')).addCancel,
  approve: async () => (await import('./commands/approve.ts')).addApprove,
  reject: async () => (await import('./commands/reject.ts')).addReject,
  schedule: async () => (await import('./commands/schedule.ts')).addSchedule,
  trigger: async () => (await import('./commands/trigger.ts')).addTrigger,
  why: async () => (await import('./commands/why.ts')).addWhy,
  datasets: async () => (await import('./commands/datasets.ts')).addDatasets,
  models: async () => (await import('./commands/models.ts')).addModels,
  versions: async () => (await import('./commands/versions.ts')).addVersions,
  history: async () => (await import('./commands/history.ts')).addHistory,
  promote: async () => (await import('./commands/promote.ts')).addPromote,
  rollback: async () => (await import('./commands/rollback.ts')).addRollback,
  serve: async () => (await import('./commands/serve.ts')).addServe,
  predict: async () => (await import('./commands/predict.ts')).addPredict,
  evaluate: async () => (await import('./commands/evaluate.ts')).addEvaluate,
  augment: async () => (await import('./commands/augment.ts')).addAugment,
  findings: async () => (await import('./commands/findings.ts')).addFindings,
  restore: async () => (await import('./commands/restore.ts')).addRestore,
  compare: async () => (await import('./commands/compare.ts')).addCompare,
  lineage: async () => (await import('./commands/lineage.ts')).addLineage,
  reproduce: async () => (await import('./commands/reproduce.ts')).addReproduce,
  gc: async () => (await import('./commands/gc.ts')).addGc,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  completion: async () => (await import('./commands/completion.ts')).addCompletion,
};

const EXAMPLES = `Examples:
  sightline init photos                         looks at a folder and writes a pipeline for it
  sightline up examples/digits/pipeline.yaml    from a folder of images to a served model
  sightline run examples/digits/pipeline.yaml   the same without a server: to a promoted model
  sightline serve                               serves the promoted model over HTTP
  sightline predict digit.png                   asks the running server
`;

const NOTES = `
Environment: SIGHTLINE_HOME (default .sightline), SIGHTLINE_STORE (default: a folder of it; or s3://bucket/prefix),
  TEMPORAL_ADDRESS (default: the home's own server), NO_COLOR.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`;

/**
 * The `sightline` command, ready to parse `words`. Where they name a command, only that one is loaded: a list of runs
 * does not wait for what a training needs.
 */
export async function sightlineProgram(words: readonly string[] = []): Promise<Command> {
  const { version } = createRequire(import.meta.url)('@sightline/cli/package.json') as { version: string };
  const program = new Command('sightline')
    .description('From a folder of images to a served model.')
    .version(version)
    .option('--json', 'print the result as JSON on stdout')
    .option('--quiet', 'print the result only')
    .option('--verbose', 'print the stack of an error')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .showHelpAfterError('(sightline --help shows what is allowed)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  const named = words.find((word) => !word.startsWith('-')) ?? '';
  const wanted = Object.entries(COMMANDS).filter(([name]) => name === named && name !== 'completion');
  const loading = wanted.length > 0 ? wanted : Object.entries(COMMANDS);
  for (const add of await Promise.all(loading.map(([, load]) => load()))) add(program);
  for (const command of program.commands) {
    command
      .copyInheritedSettings(program)
      .showHelpAfterError(`(sightline ${command.name()} --help shows what is allowed)`);
  }
  return program;
}
