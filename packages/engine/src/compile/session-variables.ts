import { averageOf } from '../optimizers/moving-average.ts';
import type { Variable } from '../program/program.ts';
import type { Session } from '../session/session.ts';
import { tf } from '../tensorflow.ts';

/** Which `tf.Variable` is which variable of a session. */
export class SessionVariables {
  readonly #names = new Map<tf.Variable, string>();

  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The name of a variable in the session; `wanted` is taken when it is free. */
  nameOf(variable: tf.Variable, wanted = variable.name): string {
    const known = this.#names.get(variable);
    if (known !== undefined) return known;
    const taken = new Set(this.#names.values());
    let name = wanted;
    for (let count = 1; taken.has(name); count++) name = `${wanted}_${count}`;
    this.#names.set(variable, name);
    return name;
  }

  /** Makes those that are named, and moving averages of weights that are, known to the session. */
  declare(wanted: Pick<ReadonlySet<string>, 'has'>): void {
    const declared = [...this.#names].flatMap(([variable, weight]) =>
      [weight, averageOf(weight)].flatMap((name): Variable[] => {
        if (!wanted.has(name)) return [];
        const { shape, dtype } = variable;
        const data = variable.dataSync<'float32' | 'int32' | 'bool'>().slice();
        return [{ id: 0, name, shape, dtype: dtype as Variable['dtype'], data }];
      }),
    );
    this.#session.declare(declared);
  }

  /** Writes the values that the session holds into the `tf.Variable`s; with `useEma` the moving averages of those that have one. */
  pull({ useEma = false }: { useEma?: boolean } = {}): void {
    const values = this.#session.read();
    for (const [variable, name] of this.#names) {
      const data = (useEma ? values.get(averageOf(name)) : undefined) ?? values.get(name);
      if (!data) continue;
      const value = tf.tensor(data, variable.shape, variable.dtype);
      variable.assign(value);
      value.dispose();
    }
  }

  /** Writes the values of the `tf.Variable`s, or of some of them, into the session. */
  push(isWanted: (name: string) => boolean = () => true): void {
    const known = this.#session.read();
    const entries = [...this.#names].filter(([, name]) => known.has(name) && isWanted(name));
    this.#session.write(
      new Map(entries.map(([variable, name]) => [name, variable.dataSync<'float32' | 'int32' | 'bool'>().slice()])),
    );
  }
}
