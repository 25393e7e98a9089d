import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historySchema, type TrainInput, type TrainOutput } from '@sightline/contracts';
import { doctor } from '@sightline/engine';
import { train } from '../train.ts';
import { bands, type Bands } from './bands.fixture.ts';

let given: Bands;
let input: TrainInput;
let before: TrainOutput;
beforeAll(async () => {
  given = await bands();
  before = await train(await given.inputOf('upper', [0, 1]), given.context);
  input = await given.inputOf('three', [1, 2, 3]);
});
afterAll(() => given.remove());

/** A batch of one sample is the last of each epoch. */
function frozen(fit: Partial<TrainInput['fit']> = {}): TrainInput {
  const weights = { from: before.model.id, head: 'new' } as const;
  return {
    ...input,
    model: { ...input.model, weights },
    fit: { ...input.fit, freeze: 'trunk', batchSize: 32, ...fit },
  };
}

/** The head is trained in any case: this only keeps the training from dividing the network. */
const undivided = { unfreeze: [{ epoch: 7, layers: ['probabilities'] }] };

async function trained(from: TrainInput, options: Parameters<Bands['contextAt']>[0] = {}) {
  const messages: string[] = [];
  const logger = { info: (text: string) => messages.push(text), warn: () => undefined };
  const context = given.contextAt({ ...options, logger });
  const output = await train(from, context);
  const history = await context.artifacts.readJson(output.model, 'history.json', historySchema);
  return { output, history, said: messages.join('\n') };
}

/** Of each epoch, on the training and on the validation samples. */
function lossesOf({ history }: Awaited<ReturnType<typeof trained>>): number[] {
  return history.epochs.flatMap(({ training, validation }) => [
    training['loss'] as number,
    validation?.['loss'] as number,
  ]);
}

describe('the outputs of a frozen trunk', () => {
  it.each([
    ['adam', {}],
    ['batches of 8', { batchSize: 8 }],
    [
      'moving averages and averaged gradients',
      { optimizer: { emaMomentum: 0.9, accumulationSteps: 2, weightDecay: 0.01 } },
    ],
  ])('are computed once, to the same weights as in each epoch: %s', async (_name, changes) => {
    const { optimizer, ...fit } = { optimizer: {}, ...changes };
    const changed = { ...fit, optimizer: { ...input.fit.optimizer, ...optimizer } };
    const once = await trained(frozen(changed));
    const each = await trained(frozen({ ...changed, ...undivided }));
    expect(once.said).toContain('What the frozen layers give is computed once for each sample.');
    expect(each.said).toContain('computed again for each batch: fit.unfreeze trains more layers from epoch 7 on.');
    if (doctor().kernels === 'avx512') {
      expect(once.output.weightsSha256).toBe(each.output.weightsSha256);
      expect(once.history).toEqual(each.history);
    }
    const others = lossesOf(each);
    lossesOf(once).forEach((loss, epoch) => expect(loss).toBeCloseTo(others[epoch] as number, 3));
  });

  it('are found again by another training, and computed again where they are damaged', async () => {
    const folder = join(given.context.artifacts.root, 'features');
    await rm(folder, { recursive: true, force: true });
    const computed = async (fit: Partial<TrainInput['fit']>) => {
      let count = 0;
      const progress = ({ message = '' }) => void (count += Number(message.includes('frozen layers')));
      return { ...(await trained(frozen(fit), { progress })), count };
    };
    const first = await computed({ epochs: 4 });
    // Two batches of training samples and one of validation samples.
    expect(first.count).toBe(3);
    expect((await computed({ epochs: 5 })).count).toBe(0);
    const [file] = await readdir(folder);
    const bytes = await readFile(join(folder, file as string));
    bytes[40] = (bytes[40] as number) ^ 1;
    await writeFile(join(folder, file as string), bytes);
    const again = await computed({ epochs: 4 });
    expect(again.count).toBeLessThan(3);
    expect(again.count).toBeGreaterThan(0);
    expect(again.output.weightsSha256).toBe(first.output.weightsSha256);
  });

  it('are trained on to the same bytes when stopped in the middle and continued', async () => {
    const untouched = join(given.root, 'untouched');
    await cp(given.context.artifacts.root, untouched, { recursive: true });
    const controller = new AbortController();
    const progress = ({ done = 0, unit = '' }) => void (unit === 'steps' && done === 7 && controller.abort());
    const longer = frozen({ optimizer: { ...input.fit.optimizer, learningRate: 0.011 } });
    await expect(trained(longer, { signal: controller.signal, progress })).rejects.toThrow(/abort/i);
    const continued = await trained(longer);
    expect(continued.said).toContain('Continuing after epoch 3');
    const fresh = await trained(longer, { root: untouched });
    expect(fresh.said).not.toContain('Continuing');
    expect(continued.output.weightsSha256).toBe(fresh.output.weightsSha256);
    expect(continued.history).toEqual(fresh.history);
  });

  it.each([
    [{ freeze: ['conv*'] }, /: batch_normalization\w* is trained\./],
    [{ precision: 'mixed_bfloat16' }, /: the precision is mixed_bfloat16\./],
  ] satisfies [Partial<TrainInput['fit']>, RegExp][])(
    'are computed again for each batch where they change, and it is said why',
    async (fit, why) => {
      const { said } = await trained(frozen({ epochs: 1, ...fit }));
      expect(said).toMatch(why);
    },
  );
});
