import { inferSchema } from './infer-schema.ts';
import { sampleOf } from './sample.fixture.ts';

const box = { label: 'face', x: 0, y: 0, width: 0.5, height: 0.5 };

describe('the schema of a dataset', () => {
  it('lists classes, boxes and their classes, groups and times', () => {
    const plain = sampleOf('cat', 0, '0');
    expect(inferSchema([plain], ['cat'])).toEqual({
      labels: ['cat'],
      boxes: { presence: 'none', labels: [] },
      groups: 'none',
      times: 'none',
    });
    const samples = [
      { ...plain, boxes: [box, { ...box, label: 'ear' }], group: 'a', time: 3 },
      { ...plain, boxes: [], group: 'b' },
    ];
    expect(inferSchema(samples, ['cat'])).toEqual({
      labels: ['cat'],
      boxes: { presence: 'all', labels: ['ear', 'face'] },
      groups: 'all',
      times: 'some',
    });
  });
});
