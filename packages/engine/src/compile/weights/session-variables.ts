import { averageOf } from '../../optimizers/moving-average.ts';
import type { TensorData, Variable } from '../../program/program.ts';
import type { Session } from '../../session/session.ts';
import { tf } from '../../tensorflow.ts';

/** Which `tf.Variable` is which variable of a session. */
export class SessionVariables {
  readonly #names = new Map<tf.Variable, string>();
  /** What the `tf.Variable`s held when they were last compared: another object, once they are assigned. */
  readonly #held = new Map<tf.Variable, object>();

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

  /**
   * Makes those that are named, and moving averages of weights and what an optimizer keeps of them
   * that are, known to the session.
   *
   * @param slots what an optimizer keeps of a weight, `<weight>/<slot>`
   */
  declare(wanted: Pick<ReadonlySet<string>, 'has'>, slots: readonly string[] = []): void {
    const declared = [...this.#names].flatMap(([variable, weight]) => [
      ...[weight, averageOf(weight)].filter((name) => wanted.has(name)).map((name) => declaration(variable, name)),
      ...slots
        .map((slot) => `${weight}/${slot}`)
        .filter((name) => wanted.has(name))
        .map((name) => declaration(variable, name, new Float32Array(variable.size))),
    ]);
    this.#session.declare(declared);
  }

  /**
   * Starts the moving averages that some weights lack, where those weights are now: they may have been frozen so far.
   */
  startAverages(weights: ReadonlySet<string>): void {
    const lacking = [...this.#names].filter(
      ([, name]) => weights.has(name) && this.#session.has(name) && !this.#session.has(averageOf(name)),
    );
    if (lacking.length === 0) return;
    const values = this.#session.read();
    this.#session.declare(
      lacking.map(([variable, name]) => declaration(variable, averageOf(name), values.get(name)?.slice())),
    );
  }

  /** Names of the weights that have moving averages. */
  averaged(): string[] {
    return [...this.#names.values()].filter((name) => this.#session.has(averageOf(name)));
  }

  /**
   * Writes the values that the session holds into the `tf.Variable`s;
   * with `useEma` the moving averages of those that have one.
   */
  pull({ useEma = false }: { useEma?: boolean } = {}): void {
    const values = this.#session.read();
    for (const [variable, name] of this.#names) {
      const data = (useEma ? values.get(averageOf(name)) : undefined) ?? values.get(name);
      if (!data) continue;
      const value = tf.tensor(data, variable.shape, variable.dtype);
      variable.assign(value);
      value.dispose();
      this.#held.set(variable, variable.dataId);
    }
  }

  /** Writes the values of the `tf.Variable`s, or of some of them, into the session. */
  push(isWanted: (name: string) => boolean = () => true): void {
    const state = new Map<string, TensorData>();
    for (const [variable, name] of this.#names) {
      if (!isWanted(name)) continue;
      this.#held.set(variable, variable.dataId);
      if (this.#session.has(name)) state.set(name, variable.dataSync<'float32' | 'int32' | 'bool'>().slice());
    }
    if (state.size > 0) this.#session.write(state);
  }

  /**
   * Takes what was assigned to `tf.Variable`s (`layer.setWeights`, `model.loadWeights`) since it was last brought there
   * or taken from there.
   */
  takeAssigned(): void {
    let assigned: Set<string> | undefined;
    for (const [variable, name] of this.#names) {
      const held = this.#held.get(variable);
      if (held !== undefined && held !== variable.dataId) (assigned ??= new Set()).add(name);
    }
    if (assigned) this.push((name) => assigned.has(name));
  }

  /** What the `tf.Variable`s hold is not new, though recording assigned some of them and put back what they held. */
  remember(): void {
    for (const variable of this.#names.keys()) this.#held.set(variable, variable.dataId);
  }
}

/** A session's variable like a `tf.Variable`, with its value or another. */
function declaration(like: tf.Variable, name: string, data?: TensorData): Variable {
  const value = data ?? like.dataSync<'float32' | 'int32' | 'bool'>().slice();
  return { id: 0, name, shape: like.shape, dtype: like.dtype as Variable['dtype'], data: value };
}
