import { parse, taskSchema, type TaskSpec } from '@sightline/contracts';
import { learnTask, openTask } from '../tasks.ts';

const samples = ['b', 'a', 'b', 'b', '😀', '￿'].map((label, row) => ({ id: `${row}.png`, label }));

function specOf(settings: object): TaskSpec<'classification'> {
  return parse(taskSchema, settings, 'the task') as TaskSpec<'classification'>;
}

describe('classification', () => {
  it('is the task of a spec that names none', () => {
    expect(specOf({})).toEqual({ kind: 'classification', labelSmoothing: 0 });
  });

  it('orders classes by code points, and counts the training samples of each', () => {
    expect(learnTask(specOf({}), samples).vocabulary).toEqual({
      labels: ['a', 'b', '￿', '😀'],
      counts: [1, 3, 1, 1],
    });
  });

  it('weighs classes as asked', () => {
    const weightsOf = (classWeights: unknown) =>
      openTask(learnTask(specOf({ classWeights }), samples)).objective.outputs.probabilities?.classWeights;
    expect(weightsOf(undefined)).toBeUndefined();
    expect(weightsOf('balanced')).toEqual([1.5, 0.5, 1.5, 1.5]);
    expect(weightsOf({ a: 7 })).toEqual([7, 1, 1, 1]);
    expect(weightsOf({ kind: 'effectiveNumber', beta: 0 })).toEqual([1, 1, 1, 1]);
    expect(() => weightsOf({ aa: 7 })).toThrow('task.classWeights names "aa", which is not a class. Did you mean "a"?');
  });

  it('refuses class weights where samples are mixed', () => {
    const file = learnTask(specOf({ classWeights: 'balanced' }), samples);
    expect(() => openTask(file, { mixed: true })).toThrow(expect.objectContaining({ code: 'tasks/invalid-options' }));
  });

  it('names the sample of a label that was not trained', () => {
    const task = openTask(learnTask(specOf({}), samples));
    const encode = () =>
      task.encode(
        { of: [{ sample: { id: 'x.png', label: 'B' }, fraction: 1 }] },
        { probabilities: new Int32Array(1) },
        0,
      );
    expect(encode).toThrow('x.png has the label "B", which no training sample has. Did you mean "b"?');
  });
});
