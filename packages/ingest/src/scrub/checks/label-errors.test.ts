import { type ArtifactRef, ingestInputSchema } from '@sightline/contracts';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { openDataset } from '../../dataset/dataset.ts';
import { imagesOf, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { ingest } from '../../ingest.ts';
import { scrub } from '../scrub.ts';

describe('label errors of a dataset', () => {
  let place: Workplace;
  let dataset: ArtifactRef & { kind: 'dataset' };
  beforeEach(async () => {
    place = await openWorkplace();
    await writeFiles(place.source, { ...(await imagesOf('cat', 10, 1)), ...(await imagesOf('dog', 10, 2)) });
    dataset = (await ingest(ingestInputSchema.parse({ source: { path: place.source } }), place.context)).dataset;
  });
  afterEach(() => place.remove());

  /** An evaluation in which `cat/003.png` looks like a dog. */
  async function evaluation(labels: readonly string[], fold: number): Promise<ArtifactRef & { kind: 'evaluation' }> {
    const { samples } = await openDataset(place.context.artifacts, dataset);
    const rows = samples.filter((_, index) => index % 2 === fold);
    const probability = (id: string, label: string) => (id.startsWith(label) === (id !== 'cat/003.png') ? 0.9 : 0.1);
    const columns = labels.map((label) => ({
      name: `probability_${label}`,
      data: rows.map(({ id }) => probability(id, label)),
      type: 'FLOAT' as const,
    }));
    const ids = { name: 'id', data: rows.map(({ id }) => id), type: 'STRING' as const };
    const parquet = new Uint8Array(parquetWriteBuffer({ columnData: [ids, ...columns] }));
    const lineage = { stage: 'evaluate', stageVersion: 1, input: { fold }, parents: [dataset] };
    const { id } = await place.context.artifacts.create('evaluation', lineage, async (writer) => {
      await writer.add('predictions.parquet', parquet);
    });
    return { kind: 'evaluation', id };
  }

  it('are found by the predictions of the folds', async () => {
    const predictions = [await evaluation(['cat', 'dog'], 0), await evaluation(['cat', 'dog'], 1)];
    const policy = { labelErrors: 'quarantine' as const, lowInformation: 'ignore' as const };
    const output = await scrub({ dataset, policy, predictions }, place.context);
    expect(output.findings).toMatchObject({ labelErrors: 1 });
    const { quarantined } = await openDataset(place.context.artifacts, output.dataset);
    expect(quarantined).toMatchObject([
      {
        path: 'cat/003.png',
        reason: 'label-error',
        detail: 'Labelled "cat" (10.0 %); the model says "dog" (90.0 %).',
      },
    ]);
  });

  it('need predictions of the classes of the dataset', async () => {
    const predictions = [await evaluation(['cat'], 0)];
    await expect(scrub({ dataset, predictions }, place.context)).rejects.toMatchObject({
      code: 'ingest/label-mismatch',
      message: expect.stringContaining('no probabilities of class "dog"'),
    });
  });
});
