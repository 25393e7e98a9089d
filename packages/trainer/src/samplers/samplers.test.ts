import { samplerSchema, type SamplerSpec } from '@sightline/contracts';
import { balancedEpoch } from '@sightline/augment';
import fc from 'fast-check';
import type { SamplerOptions } from './sampler.ts';
import { createSampler, samplers } from './samplers.ts';

const someSpec = fc.constantFrom(
  ...(Object.keys(samplers) as SamplerSpec['kind'][]).map((kind) => samplerSchema.parse({ kind })),
);

/** Samples of two to six classes, and batches of 4 of each of two of them. */
const someOptions = fc
  .record({
    strata: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 8, maxLength: 80 }),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .filter(({ strata }) => new Set(strata).size > 1)
  .map(({ strata, seed }): SamplerOptions & { strata: Int32Array } => ({
    count: strata.length,
    strata: Int32Array.from(strata),
    batchSize: 8,
    seed,
  }));
const someEpoch = fc.integer({ min: 1, max: 50 });

const batchesOf = (order: readonly number[], batchSize: number) =>
  Array.from({ length: order.length / batchSize }, (_, batch) =>
    order.slice(batch * batchSize, (batch + 1) * batchSize),
  );

describe('every sampler', () => {
  it('orders samples that there are, as many as announced, by seed and epoch alone', () => {
    fc.assert(
      fc.property(someSpec, someOptions, someEpoch, (spec, options, epoch) => {
        const sampler = createSampler(spec, options);
        const order = sampler.order(epoch);
        expect(order).toHaveLength(sampler.epochSize?.(epoch) ?? Number.NaN);
        expect(order.every((row) => Number.isInteger(row) && row >= 0 && row < options.count)).toBe(true);
        // Whatever was asked for before: a training that is continued has the orders of one that was not stopped.
        expect(createSampler(spec, options).order(epoch)).toEqual(order);
        sampler.order(epoch + 1);
        expect(sampler.order(epoch)).toEqual(order);
      }),
    );
  });

  it.each(Object.keys(samplers) as SamplerSpec['kind'][])(
    '%s has another order each epoch, and for each seed',
    (kind) => {
      const options = {
        count: 60,
        strata: Int32Array.from({ length: 60 }, (_, row) => row % 3),
        batchSize: 12,
        seed: 1,
      };
      const of = (seed: number) => createSampler(samplerSchema.parse({ kind }), { ...options, seed });
      expect(of(1).order(2)).not.toEqual(of(1).order(1));
      expect(of(2).order(1)).not.toEqual(of(1).order(1));
    },
  );

  it('is named when its name is misspelt', () => {
    const misspelt = { kind: 'balance' as 'balanced' };
    expect(() => createSampler(misspelt, { count: 8, batchSize: 8, seed: 1 })).toThrow(/Did you mean "balanced"\?/);
  });

  it('needs samples of one class each, unless it shuffles', () => {
    const options = { count: 8, batchSize: 8, seed: 1 };
    for (const kind of ['balanced', 'classesTimesSamples'] as const) {
      expect(() => createSampler(samplerSchema.parse({ kind }), options)).toThrow(
        `The sampler ${kind} needs samples of one class each, which these are not. Allowed here: shuffle.`,
      );
    }
    expect(createSampler({ kind: 'shuffle' }, options).order(1)).toHaveLength(8);
  });
});

describe('shuffle', () => {
  it('has every sample once an epoch', () => {
    fc.assert(
      fc.property(someOptions, someEpoch, (options, epoch) => {
        const order = createSampler({ kind: 'shuffle' }, options).order(epoch);
        expect(order.toSorted((a, b) => a - b)).toEqual([...order.keys()]);
      }),
    );
  });

  it('has the order that it always had', () => {
    expect(createSampler({ kind: 'shuffle' }, { count: 8, batchSize: 4, seed: 7 }).order(2)).toEqual([
      6, 2, 7, 4, 1, 0, 5, 3,
    ]);
  });
});

describe('balanced', () => {
  it('has each class equally often in an epoch of the same length', () => {
    fc.assert(
      fc.property(someOptions, someEpoch, (options, epoch) => {
        const order = createSampler({ kind: 'balanced' }, options).order(epoch);
        const counts = [...new Set(options.strata)].map(
          (stratum) => order.filter((row) => options.strata[row] === stratum).length,
        );
        expect(order).toHaveLength(options.count);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is the balanced epoch of the epochs from 0 on', () => {
    const strata = Int32Array.from({ length: 30 }, (_, row) => (row % 5 === 0 ? 1 : 0));
    const order = createSampler({ kind: 'balanced' }, { count: 30, strata, batchSize: 4, seed: 7 }).order(3);
    expect(order).toEqual([...balancedEpoch(strata, { seed: 7, epoch: 2 })]);
  });
});

describe('classesTimesSamples', () => {
  const kind = 'classesTimesSamples';
  const someSamplesPerClass = fc.constantFrom(2, 4);

  it('has the asked number of classes in each batch, and of samples of each, different ones if possible', () => {
    fc.assert(
      fc.property(someOptions, someSamplesPerClass, someEpoch, (options, samplesPerClass, epoch) => {
        const classes = options.batchSize / samplesPerClass;
        fc.pre(new Set(options.strata).size >= classes);
        const order = createSampler({ kind, samplesPerClass }, options).order(epoch);
        for (const batch of batchesOf(order, options.batchSize)) {
          const strata = new Set(batch.map((row) => options.strata[row] as number));
          expect(strata.size).toBe(classes);
          for (const stratum of strata) {
            const rows = batch.filter((row) => options.strata[row] === stratum);
            const available = options.strata.filter((each) => each === stratum).length;
            expect(rows).toHaveLength(samplesPerClass);
            expect(new Set(rows).size).toBe(Math.min(samplesPerClass, available));
          }
        }
      }),
    );
  });

  it('has every sample once an epoch where there are as many of each class as fit', () => {
    const strata = Int32Array.from({ length: 96 }, (_, row) => row % 6);
    const order = createSampler({ kind, samplesPerClass: 4 }, { count: 96, strata, batchSize: 16, seed: 3 }).order(1);
    expect(order.toSorted((a, b) => a - b)).toEqual([...order.keys()]);
  });

  it.each([
    [10, 'a batch of 10'],
    [4, 'Allowed: a batch size from 8 to 12'],
    [16, 'there are 3 classes'],
  ])('refuses a batch size of %d', (batchSize, message) => {
    const options = { count: 30, strata: Int32Array.from({ length: 30 }, (_, row) => row % 3), batchSize, seed: 1 };
    expect(() => createSampler({ kind, samplesPerClass: 4 }, options)).toThrow(message);
  });
});
