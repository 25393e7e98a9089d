import { type ArtifactRef, datasetComparisonSchema, ingestInputSchema, splitInputSchema } from '@sightline/contracts';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingest } from '../ingest.ts';
import { split } from '../split/split.ts';
import { compare } from './compare.ts';
import { ingestArrays } from '../ingest-arrays.ts';
import { digitsOf } from '../scrub/labels/digits.fixture.ts';

describe('two versions of a dataset', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  async function version(folder: string, classes: Record<string, { count: number; level: number }>) {
    for (const [label, { count, level }] of Object.entries(classes)) {
      for (let index = 0; index < count; index++) {
        const image = await greyPng([level, (level + index) % 256, index, 7]);
        await writeFiles(`${place.source}/${folder}`, { [`${label}/${String(index).padStart(3, '0')}.png`]: image });
      }
    }
    const input = ingestInputSchema.parse({ source: { path: `${place.source}/${folder}` } });
    return (await ingest(input, place.context)).dataset;
  }

  it('are alike when they are the same', async () => {
    const raw = await version('a', { cat: { count: 30, level: 40 }, dog: { count: 30, level: 90 } });
    const { dataset } = await split(splitInputSchema.parse({ dataset: raw, seed: 1 }), place.context);
    const comparison = await compare({ before: raw, after: dataset }, place.context);
    expect(datasetComparisonSchema.parse(comparison)).toEqual(comparison);
    expect(comparison).toMatchObject({ passed: true, violations: [], samples: { added: 0, removed: 0, changed: 0 } });
    expect(comparison.drift.map(({ distance }) => distance)).toEqual([0, 0, 0, 0, 0]);
    expect(comparison.skew.map((one) => one.split)).toEqual(['validation', 'test']);
  });

  it('differ in classes, fractions and brightness', async () => {
    const before: ArtifactRef = await version('a', { cat: { count: 60, level: 20 }, dog: { count: 60, level: 20 } });
    const after: ArtifactRef = await version('b', { cat: { count: 90, level: 220 }, eel: { count: 20, level: 220 } });
    const comparison = await compare({ before, after, thresholds: { brightness: 0.5 } }, place.context);
    expect(comparison).toMatchObject({
      passed: false,
      samples: { added: 50, removed: 60, changed: 60 },
      violations: [
        { kind: 'new-class', detail: 'Class "eel" is new.' },
        { kind: 'lost-class', detail: 'Class "dog" has no samples any more.' },
      ],
    });
    const exceeded = comparison.drift.filter((difference) => difference.exceeded).map(({ measure }) => measure);
    expect(exceeded).toEqual(['classFraction', 'brightness', 'embedding']);
  });

  it('differ in what the images show, where all else is equal', async () => {
    const { pixels, labels } = digitsOf(30, { flipped: 0, seed: 1 });
    const drawn = async (values: Uint8Array) => {
      const own = labels.filter((_, index) => index % (pixels.length / values.length) === 0).map(String);
      return (await ingestArrays({ pixels: values, width: 28, height: 28, channels: 1, labels: own }, place.context))
        .dataset;
    };
    const before = await drawn(pixels);
    // On its side.
    const turned = pixels.map((_, at) => pixels[at - (at % 784) + (at % 28) * 28 + Math.floor((at % 784) / 28)]!);
    const { drift, passed } = await compare({ before, after: await drawn(turned) }, place.context);
    expect(drift.filter(({ exceeded }) => exceeded).map(({ measure }) => measure)).toEqual(['embedding']);
    expect(drift.at(-1)?.detail).toMatch(
      /^Number \d+ of 64 differs most; the mean embeddings have a cosine distance of 0\.\d{3}\.$/,
    );
    expect(passed).toBe(false);
    // Every second digit of each class, against the others.
    const halves = [0, 1].map((half) =>
      Uint8Array.from(
        { length: pixels.length / 2 },
        (_, at) => pixels[2 * (at - (at % 784)) + half * 784 + (at % 784)]!,
      ),
    );
    const [first, second] = [await drawn(halves[0]!), await drawn(halves[1]!)];
    expect(await compare({ before: first, after: second }, place.context)).toMatchObject({ passed: true });
  });
});
