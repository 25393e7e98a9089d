import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OptimizerOptions, optimizerSchema } from '@sightline/contracts';
import { applyPasses, fusionPasses } from '../passes/passes.ts';
import type { Program, TensorData } from '../program/program.ts';
import { type LoadedProgram, Session } from '../session/session.ts';
import { gradientInputs } from './gradient-inputs.ts';
import { addOptimizer, type Phase } from './optimizer.ts';

type Tensors = Record<'kernel' | 'bias', number[] | number[][]>;

/** Traces of Keras' optimizers, by tools/oracles/optimizers.py. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/optimizers.json'), 'utf8')) as {
  weights: Tensors;
  gradients: Tensors[];
  learningRates: number[];
  cases: { options: OptimizerOptions; after: Record<string, Record<string, number[] | number[][]>> }[];
};

const SHAPES = { kernel: [3, 4], bias: [4] } as const;
const NAMES = ['kernel', 'bias'] as const;
const flat = (values: number[] | number[][]): number[] => values.flat();

/** A program whose gradients are inputs, with an optimizer. */
function programWith(options: OptimizerOptions, phase: Phase): Program {
  const inputs = gradientInputs(
    NAMES.map((name) => ({ name, shape: SHAPES[name], data: Float32Array.from(flat(golden.weights[name])) })),
  );
  return applyPasses(addOptimizer(inputs, optimizerSchema.parse(options), phase), fusionPasses);
}

class Trainer {
  readonly session = new Session();
  readonly #programs: Record<Phase, LoadedProgram>;
  readonly #accumulationSteps: number;

  constructor(options: OptimizerOptions) {
    this.#accumulationSteps = optimizerSchema.parse(options).accumulationSteps;
    this.#programs = {
      update: this.session.load(programWith(options, 'update')),
      accumulate: this.session.load(programWith(options, 'accumulate')),
    };
  }

  run(step: number, scale = 1): void {
    const phase = (step + 1) % this.#accumulationSteps === 0 ? 'update' : 'accumulate';
    const gradients = golden.gradients[step] as Tensors;
    this.#programs[phase].run([
      ...NAMES.map((name) => ({ shape: SHAPES[name], data: Float32Array.from(flat(gradients[name])) })),
      { shape: [], data: Int32Array.of(step) },
      { shape: [], data: Float32Array.of(scale * (golden.learningRates[step] as number)) },
    ]);
  }
}

const named = golden.cases.map(({ options, after }) => [JSON.stringify(options), options, after] as const);

describe('every optimizer', () => {
  it.each(named)('%s goes the way of Keras for 50 steps', (_, options, after) => {
    const trainer = new Trainer(options);
    for (let step = 0; step < golden.gradients.length; step++) {
      trainer.run(step);
      const state = trainer.session.read();
      for (const [name, values] of Object.entries(after[step + 1] ?? {})) {
        const expected = flat(values);
        const actual = state.get(name) as TensorData;
        expected.forEach((value, index) => {
          expect(Math.abs((actual[index] as number) - value)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
        });
      }
    }
    trainer.session.dispose();
  });

  it.each(named)('%s continues from its slots to the bit', (_, options) => {
    const [whole, first] = [new Trainer(options), new Trainer(options)];
    for (let step = 0; step < 8; step++) whole.run(step);
    for (let step = 0; step < 5; step++) first.run(step);
    const second = new Trainer(options);
    second.session.write(first.session.read());
    for (let step = 5; step < 8; step++) second.run(step);
    expect(second.session.hash()).toBe(whole.session.hash());
    for (const { session } of [whole, first, second]) session.dispose();
  });

  it.each(named)('%s changes a weight whose name has a factor as at that fraction of the rate', (_, options) => {
    const settings = optimizerSchema.parse(options);
    const [plain, slow] = [new Trainer(settings), new Trainer(settings)];
    const mixed = new Trainer({ ...settings, learningRateFactors: { 'k*l': 0.25, '*': 1 } });
    for (let step = 0; step < 8; step++) {
      plain.run(step);
      slow.run(step, 0.25);
      mixed.run(step);
    }
    const [one, quarter, both] = [plain, slow, mixed].map(({ session }) => session.read());
    expect(both?.get('kernel')).toEqual(quarter?.get('kernel'));
    expect(both?.get('bias')).toEqual(one?.get('bias'));
    for (const { session } of [plain, slow, mixed]) session.dispose();
  });
});
