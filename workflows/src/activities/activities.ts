import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactStore, openRegistry, openStore } from '@sightline/artifacts';
import {
  stageInputs,
  type EvaluateInput,
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
import type { StageResult } from './stage-result.ts';

/** What the workflows ask of a worker. */
export interface Activities {
  /** Runs a stage, or finds what an earlier run made of the same input. */
  computeStage<Name extends StageName>(stage: Name, input: StageInputs[Name]): Promise<StageResult<StageOutputs[Name]>>;
  /**
   * The version that an alias points at, or null before its first promotion. `model` is what was trained, where the
   * store has it: the same network as the exported one, and one that a run may have measured already.
   */
  productionVersion(of: Pipeline['deploy']): Promise<(Pick<EvaluateInput, 'model'> & { version: number }) | null>;
  /** Writes the folder of a run that reached its end. */
  writeReport(run: RunResult, pipeline: Pipeline): Promise<StageResult<ReportOutput>>;
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
  const store = openStore(root);
  const registry = openRegistry(store);
  return {
    computeStage: (stage, input) => computeStage(stage, input, root),
    productionVersion: async ({ name, alias }) => {
      const production = await registry.alias(name, alias).catch(fail);
      if (!production) return null;
      const { version, model } = production;
      return { version, model: await trainedModelOf(model, store).catch(fail) };
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

async function trainedModelOf(
  model: RegisteredVersion['model'],
  store: ArtifactStore,
): Promise<EvaluateInput['model']> {
  const { lineage } = await store.manifest(model);
  const trained = lineage.parents.find(({ kind }) => kind === 'trained-model');
  if (!trained) return model;
  const isThere = await store.manifest(trained).then(
    () => true,
    () => false,
  );
  return isThere ? (trained as EvaluateInput['model']) : model;
}

function fail(error: unknown): never {
  throw toFailure(error);
}
