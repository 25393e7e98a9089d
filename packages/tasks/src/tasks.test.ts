import {
  betterOf,
  type FigureTraits,
  parse,
  type AnnotatedSample,
  evaluationSchema,
  TASK_SCHEMAS,
  taskFigures,
  taskFileSchema,
  type TaskKind,
} from '@sightline/contracts';
import type { OpenTask, Outputs, Targets } from './task.ts';
import { EXAMPLES } from './tasks.fixture.ts';
import { checkAnnotations, learnTask, openTask, tasks } from './tasks.ts';

const KINDS = Object.keys(tasks) as TaskKind[];

describe.each(KINDS)('the task %s', (kind) => {
  const { spec, samples } = EXAMPLES[kind];
  const file = learnTask<TaskKind>(spec, samples);

  it('learns a vocabulary that task.json keeps', () => {
    expect(parse(taskFileSchema, JSON.parse(JSON.stringify(file)), 'task.json')).toEqual(file);
    expect(learnTask<TaskKind>(spec, [...samples].reverse()).vocabulary).toEqual(file.vocabulary);
  });

  it.each(tasks[kind].mixable ? [false, true] : [false])('answers with the annotations (mixed: %s)', (mixed) => {
    const task = openTask(file, { mixed });
    const outputs = perfectOutputs(task, samples);
    for (const [row, sample] of samples.entries()) {
      const answer = task.decode(outputs, row);
      expect(parse(TASK_SCHEMAS[kind].answer, answer, 'the answer')).toEqual(answer);
      // Answers that are only compared have no words.
      if (!task.compare) expect(task.describe(answer)).toBe(task.expected(sample));
    }
  });

  it('measures perfect outputs as perfect, and those of other samples as worse', () => {
    const task = openTask(file);
    const { headline, evaluation: traits } = taskFigures[kind];
    const outputs = perfectOutputs(task, samples);
    const { figures, exhibits, targetNames } = task.evaluate(samples, outputs);
    expect(evaluationSchema.shape.exhibits.parse(exhibits)).toEqual(exhibits);
    expect(targetNames.length).toBeGreaterThan(0);
    for (const name of Object.keys(figures)) expect(Object.keys(traits)).toContain(name);
    const { value, better } = figures[headline]!;
    expect(value).toBeCloseTo(better === 'higher' ? 1 : 0, 5);
    const shifted = task.evaluate([...samples.slice(1), ...samples.slice(0, 1)], outputs).figures[headline]!.value;
    if (better === 'higher') expect(shifted).toBeLessThan(value - 0.01);
    else expect(shifted).toBeGreaterThan(value + 0.01);
  });

  it('says what the best constant answer reaches, which right answers exceed and constant ones do not', () => {
    const task = openTask(file);
    const outputs = perfectOutputs(task, samples);
    const { figures, constant } = task.evaluate(samples, outputs);
    const { figure, value } = constant!;
    const sign = figures[figure]!.better === 'higher' ? 1 : -1;
    expect(sign * (figures[figure]!.value - value)).toBeGreaterThan(0.1);
    const { name, units } = task.head;
    const row = outputs[name]!.data.subarray(0, units);
    const data = outputs[name]!.data.map((_, at) => row[at % units]!);
    const same = task.evaluate(samples, { [name]: { ...outputs[name]!, data } });
    expect(sign * (same.figures[figure]!.value - value)).toBeLessThan(1e-6);
  });

  it('refuses outputs that are too few, or no numbers', () => {
    const task = openTask(file);
    const { name } = task.head;
    const { shape, data } = perfectOutputs(task, samples)[name]!;
    const measured = (broken: Float32Array) => () => task.evaluate(samples, { [name]: { shape, data: broken } });
    const code = expect.objectContaining({ code: 'tasks/invalid-outputs' });
    expect(measured(data.slice(1))).toThrow(code);
    expect(measured(data.map((value, at) => (at === 1 ? NaN : value)))).toThrow(code);
    expect(() => task.evaluate(samples, {})).toThrow(code);
    expect(() => task.evaluate([], { [name]: { shape: [0], data: new Float32Array() } })).toThrow(
      expect.objectContaining({ code: 'tasks/no-samples' }),
    );
  });

  it('watches in each epoch the figures that a spec may name, in the same direction', () => {
    const { head, objective } = openTask(file);
    const metrics = objective.outputs[head.name]!.metrics.map((each) => (typeof each === 'string' ? each : each.kind));
    const figures = Object.entries(taskFigures[kind].epoch as Record<string, FigureTraits>);
    expect(['loss', ...metrics].toSorted()).toEqual(figures.map(([name]) => name).toSorted());
    for (const [name, { better }] of figures) expect(betterOf(name)).toBe(better);
  });

  it('declares targets, objective, columns and head of the same outputs', () => {
    const { head, objective, targets, columns } = openTask(file);
    expect(Object.keys(objective.outputs)).toEqual([head.name]);
    expect(Object.keys(targets)).toEqual([head.name]);
    expect(columns[head.name]).toHaveLength(head.units);
  });

  it('keeps the fractions of mixed samples, or refuses to mix', () => {
    if (!tasks[kind].mixable) {
      expect(() => openTask(file, { mixed: true })).toThrow(expect.objectContaining({ code: 'tasks/invalid-options' }));
      return;
    }
    const task = openTask(file, { mixed: true });
    const targets = emptyTargets(task, 3);
    const [first, second] = samples as [AnnotatedSample, AnnotatedSample];
    const of = [
      { sample: first, fraction: 0.75 },
      { sample: second, fraction: 0.25 },
    ];
    task.encode({ of }, targets, 0);
    task.encode({ of: [{ sample: first, fraction: 1 }] }, targets, 1);
    task.encode({ of: [{ sample: second, fraction: 1 }] }, targets, 2);
    for (const data of Object.values(targets)) {
      const size = data.length / 3;
      for (let place = 0; place < size; place++) {
        const [mixed, one, other] = [0, 1, 2].map((row) => data[row * size + place] as number);
        expect(mixed).toBeCloseTo(0.75 * one! + 0.25 * other!, 6);
      }
    }
  });

  it('names the sample that lacks an annotation', () => {
    const lacking = [...samples, { id: 'bare.png' }];
    const call = () => checkAnnotations({ kind }, lacking);
    expect(call).toThrow(expect.objectContaining({ code: 'tasks/missing-annotation' }));
    expect(call).toThrow(`1 of ${lacking.length} samples have none, the first is bare.png`);
    expect(() => checkAnnotations({ kind }, [])).toThrow(expect.objectContaining({ code: 'tasks/no-samples' }));
  });

  it('puts samples under headings that do not depend on the others', () => {
    for (const sample of samples) expect(tasks[kind].strata(sample)).toEqual(tasks[kind].strata({ ...sample }));
  });
});

function emptyTargets(task: OpenTask, rows: number): Targets {
  const entries = Object.entries(task.targets).map(([name, { dtype, shape }]) => {
    const size = rows * shape.reduce((product, length) => product * length, 1);
    return [name, dtype === 'int32' ? new Int32Array(size) : new Float32Array(size)] as const;
  });
  return Object.fromEntries(entries);
}

/** What a network says that has learnt everything: the targets themselves, class indices as one-hot rows. */
function perfectOutputs(task: OpenTask, samples: readonly AnnotatedSample[]): Outputs {
  const targets = emptyTargets(task, samples.length);
  for (const [row, sample] of samples.entries()) task.encode({ of: [{ sample, fraction: 1 }] }, targets, row);
  const { units, name } = task.head;
  const given = targets[name];
  if (given instanceof Float32Array) return { [name]: { shape: [samples.length, units], data: given } };
  const data = new Float32Array(samples.length * units);
  for (const [row, index] of (given as Int32Array).entries()) data[row * units + index] = 1;
  return { [name]: { shape: [samples.length, units], data } };
}
