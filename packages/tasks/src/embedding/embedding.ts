import type { AnnotatedSample } from '@sightline/contracts';
import { checkOutputs } from '../check-outputs.ts';
import { countLabels } from '../labels.ts';
import { rowOf } from '../row-of.ts';
import { defineTask, type OpenTask } from '../task.ts';
import { evaluateEmbedding } from './evaluate-embedding.ts';
import { distanceOf, equalError, pairDistances } from './verification.ts';

/** The name of the network's output. */
const OUTPUT = 'embedding';

/** Before it is chosen: 60° on the unit sphere. */
const FIRST_THRESHOLD = 1;

/**
 * A row of numbers of the length 1 for each sample, near each other for samples of one identity (Schroff et al., 2015).
 * Identities that were not trained on are compared all the same.
 */
export const embedding = defineTask('embedding', {
  needs: ['label'],
  mixable: false,
  strata: ({ label }) => [label as string],
  vocabulary: (training) => ({
    ...countLabels(training.map(({ label }) => label as string)),
    threshold: FIRST_THRESHOLD,
  }),
  open({ units, loss, fewShot }, vocabulary): OpenTask<'embedding'> {
    // Only whether two samples have the same number matters, so identities of other splits get the next ones.
    const numbers = new Map(vocabulary.labels.map((label, index) => [label, index]));
    const numberOf = ({ label }: AnnotatedSample) => {
      const number = numbers.get(label as string) ?? numbers.size;
      numbers.set(label as string, number);
      return number;
    };
    const { threshold } = vocabulary;
    return {
      head: { kind: 'embedding', name: OUTPUT, units },
      objective: { step: 'supervised', outputs: { [OUTPUT]: { loss, metrics: [] } } },
      targets: { [OUTPUT]: { dtype: 'int32', shape: [] } },
      columns: { [OUTPUT]: Array.from({ length: units }, (_, unit) => `embedding_${unit}`) },
      encode({ of: [constituent] }, { [OUTPUT]: targets }, row) {
        (targets as Int32Array)[row] = numberOf(constituent?.sample as AnnotatedSample);
      },
      decode: ({ [OUTPUT]: output }, row) => ({ embedding: rowOf(output, row, units) }),
      evaluate: (samples, outputs) =>
        evaluateEmbedding(samples, checkOutputs(outputs, { name: OUTPUT, rows: samples.length, width: units }), {
          units,
          fewShot,
        }),
      chooseThresholds(samples, outputs) {
        const data = checkOutputs(outputs, { name: OUTPUT, rows: samples.length, width: units });
        const pairs = pairDistances(
          samples.map(({ label }) => label as string),
          data,
          units,
        );
        return { ...vocabulary, threshold: equalError(pairs)?.threshold ?? threshold };
      },
      compare(one, other) {
        const distance = distanceOf(one.embedding, other.embedding);
        return { distance, threshold, isSame: distance <= threshold };
      },
      expected: ({ label }) => label as string,
      exact: false,
      describe: ({ embedding: row }) => `${row.length} numbers`,
    };
  },
});
