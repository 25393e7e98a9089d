import type { AnnotatedSample, HeadSpec, TaskSpec } from '@sightline/contracts';
import { checkOutputs } from '../check-outputs.ts';
import { TaskError } from '../errors.ts';
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
    const trainingHead = trainingHeadOf(loss, vocabulary.labels);
    const trained = trainingHead?.name ?? OUTPUT;
    const numberOf = trainingHead ? knownNumbers(vocabulary.labels, loss.kind) : anyNumbers(vocabulary.labels);
    const { threshold } = vocabulary;
    return {
      head: { kind: 'embedding', name: OUTPUT, units },
      objective: {
        step: 'supervised',
        outputs: { [trained]: { loss, metrics: [] } },
        ...(trainingHead && { trainingHead }),
      },
      targets: { [trained]: { dtype: 'int32', shape: [] } },
      columns: { [OUTPUT]: Array.from({ length: units }, (_, unit) => `embedding_${unit}`) },
      encode({ of: [constituent] }, { [trained]: targets }, row) {
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

type NumberOf = (sample: AnnotatedSample) => number;

/** Losses of angular margins are of a direction for each identity, which the model does without. */
function trainingHeadOf({ kind }: TaskSpec<'embedding'>['loss'], labels: readonly string[]): HeadSpec | undefined {
  if (kind !== 'arcFace' && kind !== 'cosFace') return undefined;
  return { kind: 'cosines', name: 'cosines', units: labels.length };
}

/** Only whether two samples have the same number matters: identities of other splits get the next ones. */
function anyNumbers(labels: readonly string[]): NumberOf {
  const numbers = new Map(labels.map((label, index) => [label, index]));
  return ({ label }) => {
    const number = numbers.get(label as string) ?? numbers.size;
    numbers.set(label as string, number);
    return number;
  };
}

function knownNumbers(labels: readonly string[], loss: string): NumberOf {
  const numbers = new Map(labels.map((label, index) => [label, index]));
  return ({ id, label }) => {
    const number = numbers.get(label as string);
    if (number !== undefined) return number;
    throw new TaskError(
      'tasks/unknown-label',
      `${id} is of "${label}", an identity that no training sample has; ${loss} learns a direction for each identity ` +
        'of the training split. Let the validation split have no others, or choose a loss of pairs: ntXent, ' +
        'tripletSemiHard, tripletHard, contrastive, prototypical.',
    );
  };
}
