import { TrainerError } from '../errors.ts';
import type { Sampler } from '../samplers/sampler.ts';

/** How often and on what a training runs. */
interface PlanOptions {
  /** Of the samples that the sampler orders. */
  readonly count: number;
  readonly batchSize: number;
  readonly epochs: number;
}

/**
 * How many samples and steps each epoch has, known before the first: the schedule and a resumed training rely on it.
 */
export class EpochPlan {
  readonly #sampler: Sampler;
  readonly #options: PlanOptions;
  /** Steps before each epoch, and at the end. */
  readonly #before: readonly number[];

  /** @throws TrainerError `trainer/invalid-options` when an epoch has no samples, or a count is not a whole number */
  constructor(sampler: Sampler, options: PlanOptions) {
    this.#sampler = sampler;
    this.#options = options;
    const before = [0];
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      const samples = sampler.epochSize?.(epoch) ?? sampler.order(epoch).length;
      if (!Number.isSafeInteger(samples) || samples < 1) throw noSamples(epoch, samples);
      before.push((before.at(-1) as number) + this.#stepsFor(samples));
    }
    this.#before = before;
  }

  /** Steps of all epochs. */
  get steps(): number {
    return this.stepsBefore(this.#options.epochs + 1);
  }

  /** Steps of the epochs before this one (from 1). */
  stepsBefore(epoch: number): number {
    return this.#before[epoch - 1] as number;
  }

  /** Steps of an epoch (from 1). */
  stepsOf(epoch: number): number {
    return this.stepsBefore(epoch + 1) - this.stepsBefore(epoch);
  }

  /**
   * The samples of an epoch (from 1), as the sampler orders them.
   *
   * @throws TrainerError `trainer/invalid-options` when they are not as many as planned, or are none of the source's
   */
  orderOf(epoch: number): readonly number[] {
    const order = this.#sampler.order(epoch);
    const { count } = this.#options;
    const place = order.findIndex((row) => !Number.isInteger(row) || row < 0 || row >= count);
    if (place !== -1) {
      throw new TrainerError(
        'trainer/invalid-options',
        `order(${epoch}) of the sampler has ${order[place]} at place ${place}. Allowed: the numbers of the ` +
          `training source's samples, 0 to ${count - 1}.`,
      );
    }
    if (this.#stepsFor(order.length) !== this.stepsOf(epoch)) {
      throw new TrainerError(
        'trainer/invalid-options',
        `order(${epoch}) of the sampler has ${order.length} samples, ${this.#stepsFor(order.length)} steps; before ` +
          `the training it announced ${this.stepsOf(epoch)} steps. An order must depend on the epoch alone, and ` +
          'epochSize(epoch) must be its length; otherwise the schedule and a resumed training would differ.',
      );
    }
    return order;
  }

  #stepsFor(samples: number): number {
    return Math.ceil(samples / this.#options.batchSize);
  }
}

function noSamples(epoch: number, samples: number): TrainerError {
  return new TrainerError(
    'trainer/invalid-options',
    `order(${epoch}) of the sampler has ${samples} samples. Each epoch needs at least one.`,
  );
}
