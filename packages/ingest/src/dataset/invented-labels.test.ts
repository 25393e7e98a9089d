import { type ArtifactRef, type Lineage, type Sample } from '@sightline/contracts';
import { openWorkplace, type Workplace } from '../image-folder.fixture.ts';
import { openDataset, writeDescription } from './dataset.ts';
import { sampleOf } from './sample.fixture.ts';

const boxes = [{ label: 'cat', x: 0, y: 0, width: 1, height: 1 }];
const withBoxes: Sample = { ...sampleOf('cat', 0, 'a'.repeat(64)), boxes };

describe('a dataset of images with boxes', () => {
  let place: Workplace;
  beforeEach(async () => void (place = await openWorkplace()));
  afterEach(() => place.remove());

  function store(made: Pick<Lineage, 'stage' | 'stageVersion'>, sample: Sample, parents: ArtifactRef[] = []) {
    return place.context.artifacts.create('dataset', { ...made, input: {}, parents }, (writer) =>
      writeDescription(writer, { samples: [sample], labels: ['cat'], quarantined: [] }),
    );
  }

  it('is refused by name, and so is what was made from it, where an older version made its labels up', async () => {
    const old = await store({ stage: 'ingest', stageVersion: 6 }, withBoxes);
    const split = await store({ stage: 'split', stageVersion: 5 }, withBoxes, [old]);
    for (const ref of [old, split]) {
      await expect(openDataset(place.context.artifacts, ref)).rejects.toMatchObject({
        code: 'artifacts/outdated',
        message: expect.stringMatching(new RegExp(`^Dataset ${ref.id} was made by an older version .* Run the stage`)),
      });
    }
  });

  it.each<[string, number, Sample]>([
    ['whose labels are the source’s', 7, withBoxes],
    ['without labels', 6, { ...withBoxes, label: undefined }],
    ['without boxes', 6, sampleOf('cat', 0, 'a'.repeat(64))],
  ])('%s is opened', async (_, stageVersion, sample) => {
    const ref = await store({ stage: 'ingest', stageVersion }, sample);
    expect((await openDataset(place.context.artifacts, ref)).samples).toHaveLength(1);
  });
});
