import { parse, taskSchema, type TaskSpec } from '@sightline/contracts';
import { EXAMPLES } from '../tasks.fixture.ts';
import { learnTask, openTask } from '../tasks.ts';

const { samples } = EXAMPLES.embedding;
const opened = (loss: object) => {
  const spec = parse(taskSchema, { kind: 'embedding', units: 4, loss }, 'the task') as TaskSpec<'embedding'>;
  return openTask(learnTask(spec, samples));
};
const stranger = { of: [{ sample: { id: 'dan.png', label: 'dan' }, fraction: 1 }] };

describe.each(['arcFace', 'cosFace'])('an embedding trained by %s', (kind) => {
  it('is trained towards a direction for each identity, which is not part of the network', () => {
    const { head, objective, targets, columns } = opened({ kind });
    expect(head).toEqual({ kind: 'embedding', name: 'embedding', units: 4 });
    expect(objective.trainingHead).toEqual({ kind: 'cosines', name: 'cosines', units: 3 });
    expect(Object.keys(objective.outputs)).toEqual(['cosines']);
    expect(Object.keys(targets)).toEqual(['cosines']);
    expect(Object.keys(columns)).toEqual(['embedding']);
  });

  it('refuses to validate on an identity without a direction, and says what would', () => {
    const encode = () => opened({ kind }).encode(stranger, { cosines: new Int32Array(1) }, 0);
    expect(encode).toThrow(expect.objectContaining({ code: 'tasks/unknown-label' }));
    expect(encode).toThrow(/dan\.png is of "dan", an identity that no training sample has; .*Face .*ntXent/);
  });
});

it('takes the defaults of the papers', () => {
  const lossOf = (kind: string) => Object.values(opened({ kind }).objective.outputs)[0]?.loss;
  expect(lossOf('arcFace')).toEqual({ kind: 'arcFace', margin: 0.5, scale: 64 });
  expect(lossOf('cosFace')).toEqual({ kind: 'cosFace', margin: 0.35, scale: 64 });
});

it('compares pairs of any identities by the other losses', () => {
  const targets = { embedding: new Int32Array(3) };
  const task = opened({ kind: 'contrastive' });
  expect(task.objective.trainingHead).toBeUndefined();
  task.encode(stranger, targets, 0);
  task.encode({ of: [{ sample: samples[1]!, fraction: 1 }] }, targets, 1);
  task.encode(stranger, targets, 2);
  expect([...targets.embedding]).toEqual([3, 1, 3]);
});
