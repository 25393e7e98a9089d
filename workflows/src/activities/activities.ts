import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRegistry, openStore } from '@sightline/artifacts';
import {
  stageInputs,
  type FailedRun,
  type Pipeline,
  type RegisteredVersion,
  type ReportOutput,
  type RunResult,
  type StageInputs,
  type StageName,
  type StageOutputs,
} from '@sightline/contracts';
import { computeStage } from './compute-stage.ts';
import { toFailure } from './failure.ts';

/** What the workflows ask of a worker. */
export interface Activities {
  /** Runs a stage in a child process. */
  computeStage<Name extends StageName>(stage: Name, input: StageInputs[Name]): Promise<StageOutputs[Name]>;
  /** The version that an alias points at, or null before its first promotion. */
  productionVersion(of: { name: string; alias: string }): Promise<Pick<RegisteredVersion, 'version' | 'model'> | null>;
  /** Writes the folder of a run that reached its end. */
  writeReport(run: RunResult, pipeline: Pipeline): Promise<ReportOutput>;
  /** Leaves `run.json` for a run that did not. */
  recordFailure(run: FailedRun): Promise<void>;
}

/** Where a worker keeps what runs leave. */
export interface Places {
  /** The root of the artifact store. */
  root: string;
  /** Holds one folder per run. */
  runsFolder: string;
}

export function createActivities({ root, runsFolder }: Places): Activities {
  const registry = openRegistry(openStore(root));
  return {
    computeStage: (stage, input) => computeStage(stage, input, root),
    productionVersion: async ({ name, alias }) => {
      const production = await registry.alias(name, alias).catch(fail);
      return production ? { version: production.version, model: production.model } : null;
    },
    writeReport: (run, pipeline) => {
      const folder = join(runsFolder, run.runId);
      return computeStage('report', stageInputs(pipeline).report({ result: run, folder }), root);
    },
    recordFailure: async (run) => {
      const folder = join(runsFolder, run.runId);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'run.json'), `${JSON.stringify(run, undefined, 2)}\n`);
    },
  };
}

function fail(error: unknown): never {
  throw toFailure(error);
}
