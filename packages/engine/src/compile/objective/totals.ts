import type { Objective } from './objective.ts';

/** What a batch adds to the loss and the metrics of several. */
export interface BatchSums {
  readonly samples: number;
  /** The mean over the samples; regularisers included. */
  readonly loss: number;
  /** What the metrics are computed from: {@link Totals} adds those of several batches up. */
  readonly sums: Readonly<Record<string, Float32Array>>;
}

/** Loss and metrics over the samples of several batches, whatever their sizes. */
export class Totals {
  readonly #objective: Objective;
  readonly #sums = new Map<string, Float64Array>();
  #loss = 0;
  #samples = 0;

  constructor(objective: Objective) {
    this.#objective = objective;
  }

  add({ samples, loss, sums }: BatchSums): void {
    this.#samples += samples;
    this.#loss += loss * samples;
    for (const [name, values] of Object.entries(sums)) {
      const total = this.#sums.get(name) ?? new Float64Array(values.length);
      for (const [place, value] of values.entries()) total[place] = (total[place] as number) + value;
      this.#sums.set(name, total);
    }
  }

  get samples(): number {
    return this.#samples;
  }

  /** The mean over the samples; regularisers included. */
  get loss(): number {
    return this.#loss / this.#samples;
  }

  /** Metrics by their names. */
  get metrics(): Readonly<Record<string, number>> {
    return this.#objective.metrics(Object.fromEntries(this.#sums));
  }
}
