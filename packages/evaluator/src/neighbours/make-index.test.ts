import type { Sample } from '@sightline/contracts';
import { learnTask, openTask } from '@sightline/tasks';
import fc from 'fast-check';
import { readIndex, writeIndex } from './index-file.ts';
import { chosen } from './make-index.ts';

const samplesOf = (labels: readonly string[]) => labels.map((label, row) => ({ id: `${row}`, label })) as Sample[];
const labelOf = ({ label }: Sample) => label as string;

describe('the index of a model', () => {
  const samples = samplesOf(['größe', '__proto__', 'größe']);
  const spec = {
    kind: 'embedding',
    units: 2,
    loss: { kind: 'contrastive', margin: 1 },
    fewShot: { ways: 2, shots: 1, episodes: 10 },
  } as const;
  const task = openTask(learnTask(spec, samples));
  const index = {
    samples: samples.map((sample, row) => ({
      id: sample.id,
      label: labelOf(sample),
      picture: Uint8Array.of(0x89, 0xff, row),
    })),
    embeddings: Float32Array.of(0.6, 0.8, 1, 0, -0.8, 0.6),
  };

  it('keeps ids, labels, pictures and embeddings, bit for bit, and has the same bytes each time', async () => {
    const bytes = writeIndex(index, task);
    expect(await readIndex(bytes, task)).toEqual(index);
    expect(writeIndex(index, task)).toEqual(bytes);
  });

  it('is refused by name where an older version made it', async () => {
    const wider = openTask(learnTask({ ...spec, units: 3 }, samples));
    await expect(readIndex(writeIndex(index, task), wider)).rejects.toMatchObject({
      code: 'evaluator/outdated-index',
      message: expect.stringMatching(/no column "embedding_2": an older version .* Run the stage export again/),
    });
  });

  it('has no more samples than allowed, of no annotation two more than of another that has some left', () => {
    const labels = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 });
    fc.assert(
      fc.property(labels, fc.integer({ min: 1, max: 40 }), (given, most) => {
        const all = samplesOf(given);
        const kept = chosen(all, labelOf, most);
        expect(kept).toHaveLength(Math.min(most, all.length));
        expect(kept).toEqual(all.filter((sample) => kept.includes(sample)));
        const count = (of: readonly Sample[], name: string) => of.filter(({ label }) => label === name).length;
        const names = [...new Set(given)];
        const greatest = Math.max(0, ...names.map((name) => count(kept, name)));
        for (const name of names) {
          expect(count(kept, name)).toBeGreaterThanOrEqual(Math.min(count(all, name), greatest - 1));
        }
      }),
    );
  });
});
