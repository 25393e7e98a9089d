import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporalServer } from '@sightline/native';
import { connect } from '../connection/connect.ts';
import type { Client } from '../index.ts';
import { readRuns, type JournalledRun } from '../journal/read.ts';

/** A Temporal server and a home for runs, without a worker. */
export interface TriggerPlace {
  folder: string;
  home: { root: string; runsFolder: string };
  address: string;
  client: Client;
  /** The runs of a pipeline that Temporal knows. */
  started(pipeline: string): Promise<string[]>;
  runs(pipeline: string): Promise<JournalledRun[]>;
  close(): Promise<void>;
}

export async function openTriggerPlace(): Promise<TriggerPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-triggers-'));
  const home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
  const temporal = await startTemporalServer();
  const client = await connect(temporal.address, 60_000);
  const runs = async (pipeline: string) => (await readRuns(home.runsFolder)).filter((run) => run.pipeline === pipeline);
  return {
    folder,
    home,
    address: temporal.address,
    client,
    runs,
    async started(pipeline) {
      const ids = (await runs(pipeline)).map(({ runId }) => runId);
      await Promise.all(ids.map((id) => client.workflow.getHandle(id).describe()));
      return ids;
    },
    async close() {
      await client.connection.close();
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
