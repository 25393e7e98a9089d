import { record } from '../record/record.ts';
import { tf } from '../tensorflow.ts';
import { Session } from './session.ts';

/** Adds a number to a variable of the session. */
function adding(number: number) {
  const weight = tf.variable(tf.tensor1d([1, 2]), true, `weight ${number}`);
  const program = record(({ x }) => ({ y: tf.add(tf.add(x, weight), number) }), {
    inputs: [{ name: 'x', shape: [2] }],
    variables: [{ name: 'weight', tensor: weight }],
  });
  weight.dispose();
  return program;
}

const x = { shape: [2], data: Float32Array.of(0, 0) };

describe('programs that are released', () => {
  it('leave the variables, and the programs that are kept, as they were', () => {
    const session = new Session();
    const kept = session.load(adding(0));
    session.write(
      new Map([
        ['weight', Float32Array.of(5, 6)],
        ['of later', Float32Array.of(1)],
      ]),
    );
    const before = session.hash();
    for (let number = 1; number <= 20; number++) {
      const loaded = session.load(adding(number));
      expect([...(loaded.run([x])[0]?.data ?? [])]).toEqual([5 + number, 6 + number]);
      loaded.release();
      loaded.release();
    }
    expect(session.hash()).toBe(before);
    expect(session.awaiting).toEqual(['of later']);
    expect([...(kept.run([x])[0]?.data ?? [])]).toEqual([5, 6]);
    session.dispose();
  });

  it('can be run again', () => {
    const session = new Session();
    const loaded = session.load(adding(1));
    loaded.release();
    expect([...(loaded.run([x])[0]?.data ?? [])]).toEqual([2, 3]);
    session.dispose();
    loaded.release();
    expect(() => loaded.run([x])).toThrow(expect.objectContaining({ code: 'engine/disposed' }));
  });

  it('let runs under way end', async () => {
    const session = new Session();
    const kept = session.load(adding(0));
    const running = kept.runAsync([x]);
    for (let number = 1; number <= 8; number++) session.load(adding(number)).release();
    expect([...((await running)[0]?.data ?? [])]).toEqual([1, 2]);
    session.dispose();
  });
});
