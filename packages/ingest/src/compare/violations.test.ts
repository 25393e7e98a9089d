import { classesOf, type Sample } from '@sightline/contracts';
import fc from 'fast-check';
import { inferSchema } from '../dataset/infer-schema.ts';
import { sampleOf } from '../dataset/sample.fixture.ts';
import { violationsOf } from './violations.ts';

const box = { label: 'face', x: 0, y: 0, width: 0.5, height: 0.5 };
const plain = sampleOf('cat', 0, '0');

describe('violations of a schema', () => {
  it('report boxes that are gone or of another class', () => {
    const schema = inferSchema([{ ...plain, boxes: [box] }], ['cat']);
    expect(violationsOf(schema, [plain])).toMatchObject([{ kind: 'lost-boxes' }]);
    expect(violationsOf(schema, [{ ...plain, boxes: [{ ...box, label: 'ear' }] }])).toMatchObject([
      { kind: 'new-box-class', detail: 'Boxes of class "ear" are new.' },
    ]);
  });

  it('report the classes of boxes once, where samples have no others', () => {
    const { label: _, ...unlabelled } = plain;
    const schema = inferSchema([{ ...unlabelled, boxes: [box] }], ['face']);
    expect(violationsOf(schema, [{ ...unlabelled, boxes: [{ ...box, label: 'ear' }] }])).toEqual([
      { kind: 'new-class', detail: 'Class "ear" is new.' },
      { kind: 'lost-class', detail: 'Class "face" has no samples any more.' },
    ]);
  });

  it('report groups and times that are gone', () => {
    expect(violationsOf(inferSchema([{ ...plain, group: 'a', time: 1 }], ['cat']), [plain])).toEqual([
      { kind: 'lost-groups', detail: expect.stringMatching(/^1 samples have no groups, for example .*\.$/) },
      { kind: 'lost-times', detail: expect.stringMatching(/^1 samples have no times, for example .*\.$/) },
    ]);
  });

  it('are none in the samples that it was inferred from, nor when these come twice', () => {
    const label = fc.constantFrom('a', 'b', 'c');
    const optional = fc.record(
      { boxes: fc.array(label.map((name) => ({ ...box, label: name }))), group: label, time: fc.integer() },
      { requiredKeys: [] },
    );
    const sample = fc.tuple(label, optional).map(([name, own]): Sample => ({ ...sampleOf(name, 0, '0'), ...own }));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1 }), (samples) => {
        const labels = new Set(samples.flatMap(classesOf));
        const schema = inferSchema(samples, [...labels].sort());
        expect(violationsOf(schema, samples)).toEqual([]);
        expect(violationsOf(schema, [...samples, ...samples])).toEqual([]);
      }),
    );
  });
});
