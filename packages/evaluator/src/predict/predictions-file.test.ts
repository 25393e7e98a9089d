import { randomPredictions } from '../classification/predictions.fixture.ts';
import { predictedClasses } from '../classification/predictions.ts';
import { readPredictions, writePredictions } from './predictions-file.ts';

describe('predictions.parquet', () => {
  it('gives back ids, labels and the probability of the predicted class, bit for bit', async () => {
    const predictions = randomPredictions(2, 50, 3, 1);
    const ids = Array.from(predictions.actual, (_, index) => `größe/${index}.png`);
    const rows = await readPredictions(writePredictions(ids, predictions));
    const predicted = predictedClasses(predictions);
    expect(rows).toEqual(
      ids.map((id, sample) => ({
        id,
        label: `class ${predictions.actual[sample]}`,
        predicted: `class ${predicted[sample]}`,
        probability: predictions.probabilities[sample * 3 + predicted[sample]!],
      })),
    );
  });
});
