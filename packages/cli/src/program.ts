import { createRequire } from 'node:module';
import { Command } from 'commander';
import { addAugment } from './commands/augment.ts';
import { addCompare } from './commands/compare.ts';
import { addCompletion } from './commands/completion.ts';
import { addDatasets } from './commands/datasets.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addFindings } from './commands/findings.ts';
import { addHistory } from './commands/history.ts';
import { addModels } from './commands/models.ts';
import { addPredict } from './commands/predict.ts';
import { addPromote } from './commands/promote.ts';
import { addRestore } from './commands/restore.ts';
import { addRollback } from './commands/rollback.ts';
import { addRun } from './commands/run.ts';
import { addRuns } from './commands/runs.ts';
import { addServe } from './commands/serve.ts';
import { addShow } from './commands/show.ts';
import { addUp } from './commands/up.ts';
import { addValidate } from './commands/validate.ts';
import { addVersions } from './commands/versions.ts';
import { addWorker } from './commands/worker.ts';

const EXAMPLES = `Examples:
  sightline up examples/digits/pipeline.yaml    from a folder of images to a served model
  sightline run examples/digits/pipeline.yaml   the same without a server: to a promoted model
  sightline serve                               serves the promoted model over HTTP
  sightline predict digit.png                   asks the running server
`;

const NOTES = `
Environment: SIGHTLINE_HOME (default .sightline), TEMPORAL_ADDRESS (default: the home's own server), NO_COLOR.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`;

/**
 * The `sightline` command, ready to parse. Commands load what they need when they run,
 * so that `--help` answers at once.
 */
export function sightlineProgram(): Command {
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
  for (const add of [
    addUp,
    addValidate,
    addRun,
    addWorker,
    addRuns,
    addShow,
    addDatasets,
    addModels,
    addVersions,
    addHistory,
    addPromote,
    addRollback,
    addServe,
    addPredict,
    addEvaluate,
    addAugment,
    addFindings,
    addRestore,
    addCompare,
    addDoctor,
    addCompletion,
  ])
    add(program);
  for (const command of program.commands) {
    command
      .copyInheritedSettings(program)
      .showHelpAfterError(`(sightline ${command.name()} --help shows what is allowed)`);
  }
  return program;
}
