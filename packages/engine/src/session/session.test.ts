import { ProgramBuilder } from '../program/builder.ts';
import { Program } from '../program/program.ts';
import { Session } from './session.ts';

const empty = new Program({ inputs: [], variables: [], constants: [], nodes: [], outputs: [] });

/** Adds its input to the variable `total`, and gives what `total` held before and holds after. */
function running(): Program {
  const builder = new ProgramBuilder(empty.with({ inputs: [{ id: 0, name: 'x', dtype: 'float32', shape: [2] }] }));
  const total = builder.variable('total', Float32Array.of(1, 2), [2]);
  builder.output('before', builder.map('Mul', total, builder.scalar(1)));
  builder.assign(total, builder.map('AddV2', total, builder.value(0)));
  builder.output('after', builder.read(total));
  return builder.build();
}

const input = (...values: number[]) => [{ shape: [values.length], data: Float32Array.from(values) }];

describe('a session', () => {
  let session: Session;
  beforeEach(() => (session = new Session()));
  afterEach(() => session.dispose());

  it('keeps variables between runs, and orders reads and writes as the program does', () => {
    const { run } = session.load(running());
    expect(run(input(10, 20)).map(({ data }) => [...data])).toEqual([
      [1, 2],
      [11, 22],
    ]);
    expect(run(input(1, 1)).map(({ data }) => [...data])).toEqual([
      [11, 22],
      [12, 23],
    ]);
  });

  it('shares variables by name between programs', () => {
    const [first, second] = [session.load(running()), session.load(running())];
    first.run(input(1, 1));
    expect([...second.run(input(0, 0))[0]!.data]).toEqual([2, 3]);
  });

  it('runs on another thread', async () => {
    const { runAsync } = session.load(running());
    const results = await runAsync(input(1, 1));
    expect(results.map(({ shape, data }) => [shape, [...data]])).toEqual([
      [[2], [1, 2]],
      [[2], [2, 3]],
    ]);
  });

  it('restores variables to the bit, before and after a program declares them', () => {
    const { run } = session.load(running());
    run(input(0.1, 0.2));
    const [state, hash] = [session.read(), session.hash()];
    run(input(5, 5));
    expect(session.hash()).not.toBe(hash);
    session.write(state);
    expect(session.hash()).toBe(hash);

    const other = new Session();
    other.write(state);
    expect(other.awaiting).toEqual(['total']);
    other.load(running());
    expect(other.awaiting).toEqual([]);
    expect(other.hash()).toBe(hash);
    other.dispose();
  });

  it('refuses what does not fit, in words', () => {
    const { run } = session.load(running());
    expect(() => session.write(new Map([['total', new Float32Array(3)]]))).toThrow(/total has 2 elements.*has 3/);
    expect(() => run([])).toThrow(/0 inputs; the program has 1.*x: float32\[2\]/);
    expect(() => run([{ shape: [2], data: new Float32Array(3) }])).toThrow(
      /x: received 3 numbers.*\[2\], which needs 2/,
    );
    expect(() => run(input(1, 2, 3))).toThrow(/x: received the shape \[3\]. Allowed: \[2\]/);
    expect(() =>
      session.load(empty.with({ nodes: [{ id: 0, op: 'NoSuchOperation', attributes: {}, inputs: [], outputs: [] }] })),
    ).toThrow(/NoSuchOperation/);
  });

  it('says that it was disposed of', async () => {
    const { run, runAsync } = session.load(running());
    const underWay = runAsync(input(1, 1));
    session.dispose();
    await expect(underWay).resolves.toHaveLength(2);
    expect(() => run(input(1, 1))).toThrow(expect.objectContaining({ code: 'engine/disposed' }));
    await expect(runAsync(input(1, 1))).rejects.toMatchObject({ code: 'engine/disposed' });
  });

  it('profiles a run', () => {
    const { outputs, kernels } = session.load(running()).profile(input(1, 1));
    expect(outputs).toHaveLength(2);
    expect(kernels.map(({ node }) => node)).toContainEqual(expect.stringMatching(/AddV2/));
    expect(kernels.every(({ start, microseconds }) => start >= 0 && microseconds >= 0)).toBe(true);
  });
});
