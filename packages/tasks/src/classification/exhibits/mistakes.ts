import { formatValue, type Gallery } from '@sightline/contracts';
import { predictedClasses, type Predictions } from '../predictions.ts';

/** The mistakes that the classifier was surest of. */
export function surestMistakes(ids: readonly string[], predictions: Predictions, limit = 24): Gallery {
  const { labels, actual, probabilities } = predictions;
  const mistakes = Array.from(predictedClasses(predictions), (predicted, sample) => ({
    sample,
    predicted,
    probability: probabilities[sample * labels.length + predicted] as number,
  }))
    .filter(({ sample, predicted }) => actual[sample] !== predicted)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, limit);
  return {
    kind: 'gallery',
    name: 'mistakes',
    title: 'Mistakes',
    note: 'The surest first: actual → predicted, and the probability the model gave it.',
    items: mistakes.map(({ sample, predicted, probability }) => ({
      sample: ids[sample] as string,
      caption: `${labels[actual[sample] as number]} → ${labels[predicted]}`,
      detail: formatValue(probability, 'fraction'),
    })),
  };
}
