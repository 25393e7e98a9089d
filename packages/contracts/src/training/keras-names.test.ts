import { kerasNames } from './keras-names.ts';
import { lossSchema } from './loss.ts';
import { metricSchema } from './metric.ts';
import { parse } from '../parse.ts';
import { fitSchema } from './fit.ts';
import { optimizerSchema } from './optimizer.ts';

describe('the names that Keras has for losses, metrics and optimizers', () => {
  it.each([
    ['mse', 'meanSquaredError'],
    ['MAE', 'meanAbsoluteError'],
    ['sparse_categorical_crossentropy', 'sparseCategoricalCrossentropy'],
    ['SparseCategoricalCrossentropy', 'sparseCategoricalCrossentropy'],
    ['kl_divergence', 'kullbackLeiblerDivergence'],
    ['log_cosh', 'logCosh'],
  ])('the loss %s is refused with the way to write it, %s', (kind, written) => {
    expect(() => parse(lossSchema, { kind }, 'the loss')).toThrow(
      `unknown kind "${kind}". Did you mean "${written}"? Allowed: categoricalCrossentropy, `,
    );
  });

  it.each([
    ['acc', 'accuracy'],
    ['mse', 'meanSquaredError'],
    ['SparseTopKCategoricalAccuracy', 'topKCategoricalAccuracy'],
    ['AUC', 'auc'],
    ['mean_io_u', 'meanIoU'],
  ])('the metric %s is refused with the way to write it, %s', (kind, written) => {
    expect(() => parse(metricSchema, { kind }, 'a metric')).toThrow(`Did you mean "${written}"? Allowed: accuracy, `);
  });

  it('lead to names there are', () => {
    const known = new Set<string>(metricSchema.options.map(({ shape }) => shape.kind.value));
    expect(Object.values(kerasNames).filter((name) => !known.has(name))).toEqual([]);
  });

  it('leave other names to the list of kinds', () => {
    expect(() => parse(lossSchema, { kind: 'hubber' }, 'the loss')).toThrow('Did you mean "huber"? Allowed: ');
    expect(() => parse(lossSchema, { kind: 'acc' }, 'the loss')).toThrow('unknown kind. Allowed: ');
    expect(() => parse(lossSchema, { kind: 'constructor' }, 'the loss')).toThrow('unknown kind. Allowed: ');
  });
});

describe('an optimizer', () => {
  it('is taken by its name, with its defaults', () => {
    for (const kind of ['adam', 'adamw', 'sgd', 'rmsprop', 'adagrad', 'adamax', 'lion', 'lamb'] as const) {
      expect(parse(optimizerSchema, kind, 'optimizer')).toEqual(parse(optimizerSchema, { kind }, 'optimizer'));
    }
    expect(parse(fitSchema, { epochs: 1, optimizer: 'sgd' }, 'fit').optimizer).toMatchObject({ learningRate: 0.01 });
  });

  it('names the nearest name, and the nearest setting', () => {
    expect(() => parse(optimizerSchema, 'Adam', 'optimizer')).toThrow('Did you mean "adam"? Allowed: adam, adamw, ');
    expect(() => parse(optimizerSchema, 'amad', 'optimizer')).toThrow('Did you mean "adam"?');
    expect(() => parse(optimizerSchema, { kind: 'adam', learning_rate: 1 }, 'optimizer')).toThrow(
      'learning_rate: unknown key. Did you mean "learningRate"?',
    );
    const misspelt = { epochs: 1, optimizer: { kind: 'sgd', momentun: 0.9 } };
    expect(() => parse(fitSchema, misspelt, 'fit')).toThrow(
      'optimizer.momentun: unknown key. Did you mean "momentum"?',
    );
  });
});
