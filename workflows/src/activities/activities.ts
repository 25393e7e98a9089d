import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { type ArtifactStore, openRegistry, openStore, type Registry } from '@sightline/artifacts';
import {
  stageInputs,
  summaries,
  type EvaluateInput,
  type Pipeline,
  type RegisteredVersion,
  type RunResult,
  type StageInputs,
  type StageName,
  type StageOutputs,
} from '@sightline/contracts';
import type { RunEvent } from '@sightline/contracts/run';
import { endOf, endRun, type EndedRun } from '../journal/end-run.ts';
import { readRunState } from '../journal/read.ts';
import { computeStage } from './compute-stage.ts';
import { toFailure } from './failure.ts';
import { journalAttempt, note } from './journal-attempt.ts';

/** What a run came to, as far as the workflow knows. */
type RunToReport = Omit<RunResult, 'stages' | 'approvals' | 'folder'>;

type ApprovalEvent = Extract<RunEvent, { event: `approval-${string}` }>;

/** What the workflows ask of a worker. */
export interface Activities {
  /**
   * Runs a stage, or finds what an earlier run made of the same input.
   *
   * @param how.within the stage of the run that this is a part of, where that is another one
   * @param how.again computes it though an earlier run has its result
   */
  computeStage<Name extends StageName>(
    stage: Name,
    input: StageInputs[Name],
    how?: { within?: StageName; again?: boolean },
  ): Promise<StageOutputs[Name]>;
  /**
   * The version that an alias points at, or null before its first promotion. `model` is what was trained, where the
   * store has it: the same network as the exported one, which an earlier run may have measured.
   */
  productionVersion(of: Pipeline['deploy']): Promise<(Pick<EvaluateInput, 'model'> & { version: number }) | null>;
  /**
   * Whether the alias points at the version already, and else what a promotion would replace; null for nothing. Fails
   * as the promotion would.
   */
  checkPromotion(promotion: StageInputs['promote']): ReturnType<Registry['checkPromotion']>;
  /** Notes in the journal of the run what has become of its approval. */
  noteApproval(event: ApprovalEvent): Promise<void>;
  /** Writes the folder of a run that reached its end. */
  writeReport(run: RunToReport, pipeline: Pipeline): Promise<RunResult>;
  /** Leaves `run.json` for a run that did not. */
  recordFailure(run: EndedRun): Promise<void>;
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
  const folderOf = (runId: string) => join(runsFolder, runId);
  return {
    computeStage: (stage, input, { within, again: refresh = false } = {}) => {
      const folder = folderOf(thisRun());
      const line = within ? { stage: within, folder } : { stage, folder, summarize: summaries[stage] };
      return journalAttempt(line, (on) => computeStage(stage, input, { ...on, root, refresh }));
    },
    productionVersion: async ({ name, alias }) => {
      const production = await registry.alias(name, alias).catch(fail);
      if (!production) return null;
      const { version, model } = production;
      return { version, model: await trainedModelOf(model, store).catch(fail) };
    },
    checkPromotion: (promotion) => registry.checkPromotion(promotion).catch(fail),
    noteApproval: async (event) => note(folderOf(thisRun()), event),
    writeReport: async (run, pipeline) => {
      const folder = folderOf(run.runId);
      await journalAttempt({ stage: 'report', folder, summarize: summaries.report }, async (on) => {
        const result = { ...run, ...(await soFar(folder)) };
        const input = stageInputs(pipeline).report({ result, folder });
        return computeStage('report', input, { ...on, root, refresh: false });
      });
      note(folder, endOf(run));
      return { ...run, ...(await soFar(folder)), folder };
    },
    recordFailure: (run) => endRun(folderOf(run.runId), run),
  };
}

/** What the journal has for the report of a run. */
async function soFar(folder: string): Promise<Pick<RunResult, 'stages' | 'approvals'>> {
  const { stages = [], approvals } = (await readRunState(folder)) ?? {};
  return { stages: [...stages], ...(approvals && { approvals: [...approvals] }) };
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

/** The id of the run that asks. */
function thisRun(): string {
  return (Context.current().info.workflowExecution as { workflowId: string }).workflowId;
}

function fail(error: unknown): never {
  throw toFailure(error);
}
