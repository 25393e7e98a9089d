import type { BatchSource } from '../batches/batches.ts';
import { TrainerError } from '../errors.ts';

/**
 * How many samples and steps each epoch has, known before the first: the schedule and a resumed training reckon with
 * it.
 */
export class EpochPlan {
  readonly #source: BatchSource;
  readonly #batchSize: number;
  readonly #epochs: number;
  /** Steps before each epoch, and at the end; undefined where all epochs are alike. */
  readonly #before: readonly number[] | undefined;

  /** @throws TrainerError `trainer/invalid-options` when an epoch has no samples, or a count is no whole number */
  constructor(source: BatchSource, { batchSize, epochs }: { batchSize: number; epochs: number }) {
    this.#source = source;
    this.#batchSize = batchSize;
    this.#epochs = epochs;
    if (!source.order) return;
    const before = [0];
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const samples = source.epochSize?.(epoch) ?? source.order(epoch).length;
      if (!Number.isSafeInteger(samples) || samples < 1) throw noSamples(epoch, samples);
      before.push((before.at(-1) as number) + this.#stepsFor(samples));
    }
    this.#before = before;
  }

  /** Steps of all epochs. */
  get steps(): number {
    return this.stepsBefore(this.#epochs + 1);
  }

  /** Steps of the epochs before this one (from 1). */
  stepsBefore(epoch: number): number {
    return this.#before?.[epoch - 1] ?? (epoch - 1) * this.#stepsFor(this.#source.count);
  }

  /** Steps of an epoch (from 1). */
  stepsOf(epoch: number): number {
    return this.stepsBefore(epoch + 1) - this.stepsBefore(epoch);
  }

  /**
   * The samples of an epoch (from 1), as its source orders them; undefined where it leaves that to the training.
   *
   * @throws TrainerError `trainer/invalid-options` when they are not as many as planned, or are none of the source's
   */
  orderOf(epoch: number): readonly number[] | undefined {
    const order = this.#source.order?.(epoch);
    if (!order) return undefined;
    const { count } = this.#source;
    const place = order.findIndex((row) => !Number.isInteger(row) || row < 0 || row >= count);
    if (place !== -1) {
      throw new TrainerError(
        'trainer/invalid-options',
        `order(${epoch}) of the training source has ${order[place]} at place ${place}. Allowed: the numbers of its samples, 0 to ${count - 1}.`,
      );
    }
    if (this.#stepsFor(order.length) !== this.stepsOf(epoch)) {
      throw new TrainerError(
        'trainer/invalid-options',
        `order(${epoch}) of the training source has ${order.length} samples, ${this.#stepsFor(order.length)} steps; before the training it announced ${this.stepsOf(epoch)} steps. ` +
          'An order must depend on the epoch alone, and epochSize(epoch) must be its length: else the schedule and a resumed training would differ.',
      );
    }
    return order;
  }

  #stepsFor(samples: number): number {
    return Math.ceil(samples / this.#batchSize);
  }
}

function noSamples(epoch: number, samples: number): TrainerError {
  return new TrainerError(
    'trainer/invalid-options',
    `order(${epoch}) of the training source has ${samples} samples. Each epoch needs one or more.`,
  );
}
