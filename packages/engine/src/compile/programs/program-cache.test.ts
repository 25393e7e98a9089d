import { EngineError } from '../../errors.ts';
import { Program, type Shape } from '../../program/program.ts';
import type { LoadedProgram } from '../../session/session.ts';
import { ProgramCache } from './program-cache.ts';

/** A program of one input, with a weight of that many megabytes. */
function programOf(shape: Shape, megabytes = 0): Program {
  const weight = {
    id: 1,
    name: 'weight',
    dtype: 'float32',
    shape: [],
    data: new Float32Array(megabytes * 2 ** 18),
  } as const;
  return new Program({
    inputs: [{ id: 0, name: 'x', dtype: 'float32', shape }],
    variables: [weight],
    constants: [],
    nodes: [],
    outputs: [],
  });
}

const given = (...shape: number[]) => [{ name: 'x', shape, data: new Float32Array(0) }];
const released: Program[] = [];
const cache = () =>
  new ProgramCache((program) => ({ program, release: () => released.push(program) }) as unknown as LoadedProgram);

beforeEach(() => released.splice(0));

it('has a program for each mode and shape', () => {
  const programs = cache();
  const shapes = [
    [2, 3],
    [3, 2],
    [2, 3],
  ];
  const found = shapes.map((shape) => programs.get('', given(...shape), { record: () => programOf(shape) }).program);
  expect(found[0]).toBe(found[2]);
  expect(found[0]).not.toBe(found[1]);
  expect(programs.get('other', given(2, 3), { record: () => programOf([2, 3]) }).program).not.toBe(found[0]);
});

it('has one for all open sizes, and another where the fixed ones differ', () => {
  const programs = cache();
  const get = (...shape: number[]) =>
    programs.get('', given(...shape), {
      record: () => programOf(shape),
      recordOpen: () => programOf([null, null, shape[2] as number]),
    }).program;
  const [first, second, third] = [get(1, 2, 3), get(4, 5, 3), get(4, 5, 2)];
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(get(7, 7, 2)).toBe(third);
  expect(get(7, 7, 3)).toBe(first);
});

it('has one for each shape where there is none for all', () => {
  const programs = cache();
  const recordOpen = jest.fn(() => {
    throw new EngineError('engine/not-recordable', 'otherwise for other sizes');
  });
  for (const size of [1, 2, 1]) {
    const { program } = programs.get('', given(size), { record: () => programOf([size]), recordOpen });
    expect(program.inputs[0]?.shape).toEqual([size]);
  }
  expect(recordOpen).toHaveBeenCalledTimes(1);
});

it('lets go of those not used for the longest time, when they take too much memory', () => {
  const programs = cache();
  const get = (size: number) => programs.get('', given(size), { record: () => programOf([size], 50) }).program;
  const first = get(0);
  for (let size = 1; size <= 9; size++) get(size);
  expect(get(0)).toBe(first);
  for (let size = 10; size <= 12; size++) get(size);
  expect(released.map(({ inputs }) => inputs[0]?.shape)).toEqual([[1], [2], [3]]);
  expect(get(0)).toBe(first);
  expect(get(1)).not.toBe(released[0]);
});
