import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { type ArtifactStore, type KeepRules, openRegistry, openStore, type Registry } from '@sightline/artifacts';
import {
  stageInputs,
  summaries,
  type EvaluateInput,
  type IngestOutput,
  type Pipeline,
  type PromoteInput,
  type Promotion,
  type RegisteredVersion,
  type RollbackInput,
  type RunResult,
  type StageInputs,
  type StageName,
  type StageOutputs,
} from '@sightline/contracts';
import type { RunEvent, UnchangedRun } from '@sightline/contracts/run';
import { beginUnlessBegun, type RunToBegin } from '../journal/begin-run.ts';
import { endOf, endRun, endUnchanged, type EndedRun } from '../journal/end-run.ts';
import { readRunState } from '../journal/read.ts';
import { collect, type Collected } from './collect-garbage.ts';
import { type BatchActivities, createBatchActivities } from './batch/batch-activities.ts';
import { askWorkflow } from './ask-workflow.ts';
import { computeStage } from './compute-stage.ts';
import { type LastData, openPipelineData, type PipelineData } from './pipeline-data.ts';
import { thisAttempt } from './attempt.ts';
import { toFailure } from './failure.ts';
import { journalAttempt, note } from './journal-attempt.ts';
import type { StageResult } from './stage-result.ts';
import { createPromotionActivities, type PromotionActivities } from './promotion-activities.ts';
import { type Notice, sendNotice } from './send-notice.ts';

/** What a run came to, as far as the workflow knows. */
type RunToReport = Omit<RunResult, 'stages' | 'approvals' | 'folder'>;

type ApprovalEvent = Extract<RunEvent, { event: `approval-${string}` }>;

/** What the workflows ask of a worker. */
export interface Activities extends BatchActivities, PromotionActivities {
  /** Begins the journal of a run that no client has begun. */
  beginRun(runId: string, run: RunToBegin): Promise<void>;
  /**
   * Runs a stage, or finds what an earlier run made of the same input. `promote` is made by the workflow of the model's
   * promotions, when its turn comes.
   *
   * @param how.within the stage of the run that this is a part of, where that is another one
   * @param how.again computes it though an earlier run has its result
   * @param how.tries how often it is tried that fails in a way that may pass
   */
  computeStage<Name extends StageName>(
    stage: Name,
    input: StageInputs[Name],
    how?: { within?: StageName; again?: boolean; tries?: number | undefined },
  ): Promise<StageOutputs[Name]>;
  /** Takes a promotion of the run back, for what follows it has failed. */
  takeBack(input: RollbackInput): Promise<Promotion>;
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
  /** What the last run of the pipeline was given, compared with what `ingested` is; null where there is none. */
  lastData(pipeline: Pipeline, ingested: IngestOutput['dataset']): Promise<LastData | null>;
  /** Keeps in mind what a run of the pipeline is given, for later runs. */
  rememberData(pipeline: Pipeline, data: PipelineData): Promise<void>;
  /** Ends a retraining that has nothing to do. */
  recordUnchanged(run: Omit<UnchangedRun, 'stages'>): Promise<UnchangedRun>;
  /** Writes the folder of a run that reached its end. */
  writeReport(run: RunToReport, pipeline: Pipeline): Promise<RunResult>;
  /** Leaves `run.json` for a run that did not. */
  recordFailure(run: EndedRun): Promise<void>;
  /** Delivers a message about the end of a run. */
  sendNotice(notice: Notice): Promise<void>;
  /** Notes in the journal of a run what came of such a message. */
  noteNotice(runId: string, told: { url: string; problem?: string }): Promise<void>;
  /** Removes from the store what nothing needs. */
  collectGarbage(keep: KeepRules): Promise<Collected>;
}

/** Where a worker keeps what runs leave. */
export interface Places {
  /** The root of the artifact store. */
  root: string;
  /** Holds one folder per run. */
  runsFolder: string;
}

/** What changes an alias in turn with all others who do. */
export interface AliasChanges {
  promote(client: Client, input: PromoteInput, places: Pick<Places, 'root'>): Promise<Promotion>;
  rollback(client: Client, input: RollbackInput, places: Pick<Places, 'root'>): Promise<Promotion>;
}

export function createActivities({ root, runsFolder }: Places, changes: AliasChanges): Activities {
  const store = openStore(root);
  const registry = openRegistry(store);
  const data = openPipelineData(store);
  const folderOf = (runId: string) => join(runsFolder, runId);
  return {
    ...createBatchActivities(root),
    ...createPromotionActivities(root),
    beginRun: (runId, run) => beginUnlessBegun(folderOf(runId), run).catch(fail),
    lastData: (pipeline, ingested) => data.last(pipeline, ingested).catch(fail),
    rememberData: (pipeline, given) => data.remember(pipeline, given).catch(fail),
    recordUnchanged: (run) => endUnchanged(folderOf(run.runId), run),
    computeStage: (stage, input, { within, again: refresh = false, tries } = {}) => {
      const folder = folderOf(thisRun());
      const line = within ? { stage: within, folder, tries } : { stage, folder, tries, summarize: summaries[stage] };
      return journalAttempt(line, (on) => {
        if (stage !== 'promote') return computeStage(stage, input, { ...on, root, refresh });
        const promote = (client: Client) => changes.promote(client, input as PromoteInput, { root });
        return askWorkflow(on.attempt, promote) as Promise<StageResult<never>>;
      });
    },
    takeBack: async (input) =>
      (await askWorkflow(thisAttempt(), (client) => changes.rollback(client, input, { root }))).output,
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
    sendNotice: (notice) => sendNotice(notice).catch(fail),
    noteNotice: async (runId, told) => note(folderOf(runId), { event: 'notified', at: Date.now(), ...told }),
    collectGarbage: (keep) => collect(store, runsFolder, keep).catch(fail),
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
