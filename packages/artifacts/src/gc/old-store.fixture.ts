import { createHash } from 'node:crypto';
import { type ArtifactRef, refOf } from '@sightline/contracts';
import { z } from 'zod';
import { refsIn } from '../refs-in.ts';
import { openRegistry } from '../registry.ts';
import { runStage } from '../run-stage.ts';
import { createContext, defineStage, type StageContext } from '../stage.ts';
import { openStore } from '../store/store.ts';

const ingest = defineStage({
  name: 'ingest',
  version: 1,
  cached: true,
  isolated: false,
  input: z.strictObject({ note: z.string() }),
  output: z.strictObject({ dataset: refOf('dataset') }),
  load:
    async () =>
    async ({ note }, { artifacts }) => {
      const lineage = { stage: 'ingest', stageVersion: 1, input: note, parents: [] };
      const { id } = await artifacts.create('dataset', lineage, async (writer) => {
        await writer.add('shared', 'what all datasets hold');
        await writer.add('own', `what ${note} holds`);
      });
      return { dataset: { kind: 'dataset' as const, id } };
    },
});
const train = defineStage({
  name: 'train',
  version: 1,
  cached: true,
  isolated: false,
  input: z.strictObject({ dataset: refOf('dataset') }),
  output: z.strictObject({ model: refOf('model') }),
  load:
    async () =>
    async ({ dataset }, { artifacts }) => {
      const lineage = { stage: 'train', stageVersion: 1, input: dataset.id, parents: [dataset] };
      const { id } = await artifacts.create('model', lineage, async (writer) => {
        await writer.add('weights', `the weights from ${dataset.id}`);
        for (const file of (await artifacts.manifest(dataset)).files) writer.reuse(`data/${file.path}`, file);
      });
      return { model: { kind: 'model' as const, id } };
    },
});

/** What a run of two stages makes: its own dataset, and a model from it. */
export async function runOnce(note: string, context: StageContext): Promise<Made> {
  const { dataset } = await runStage(ingest, { note }, context);
  const { model } = await runStage(train, { dataset }, context);
  return { dataset, model };
}
interface Made {
  dataset: ArtifactRef & { kind: 'dataset' };
  model: ArtifactRef & { kind: 'model' };
}

/** Registers a model as the next version of `digits`, which has passed its gate. */
export async function registerVersion(model: Made['model'], root: string): Promise<void> {
  await openRegistry(openStore(root)).register({ name: 'digits', model, gate: { passed: true, checks: [] } });
}

/** Checks that every artifact is whole, that its parents are there, and that every result of a stage is. */
export async function expectConsistent(root: string): Promise<void> {
  const { artifacts } = createContext({ root });
  const ids = await artifacts.ids();
  for (const id of ids) {
    const ref = await artifacts.refOf(id);
    await artifacts.verify(ref);
    for (const parent of (await artifacts.manifest(ref)).lineage.parents) expect(ids).toContain(parent.id);
  }
  for (const key of await artifacts.backend.list('pointers/stages/')) {
    const result: unknown = JSON.parse(String(await artifacts.backend.read(key)));
    for (const { id } of refsIn(result)) expect(ids).toContain(id);
  }
}

/** Where the bytes of a text lie. */
export function blobOf(text: string): string {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return `blobs/${sha256.slice(0, 2)}/${sha256}`;
}
