import { setTimeout as sleep } from 'node:timers/promises';
import { defineStage, type StageContext } from '@sightline/artifacts';
import {
  messageOf,
  serveInputSchema,
  serveOutputSchema,
  type Sample,
  type ServeInput,
  type ServeOutput,
} from '@sightline/contracts';
import { type Dataset, openDataset } from '@sightline/ingest';
import { DeployerError } from '../errors.ts';
import { askServer, type ModelAnswer } from './model-client.ts';

const PATIENCE_MS = 30_000;
const MOST_CLASSES = 10;

/**
 * Waits until the model server answers with the promoted version, then asks it about images of the test split, or of
 * the validation split where there is no other: the first of each class, of ten classes at most.
 *
 * @throws DeployerError `deployer/empty-split` when both are empty, `deployer/server-unreachable` when no answer of
 * that version comes within 30 s; what the server refuses an image with
 */
export async function serve(input: ServeInput, context: StageContext): Promise<ServeOutput> {
  const dataset = await openDataset(context.artifacts, input.dataset);
  const samples = heldOut(dataset);
  const [first] = (await dataset.read(samples[0] as Sample)) as [Buffer];
  await untilServed(input, first, context);
  const answers: ServeOutput['answers'] = [];
  for (const sample of samples) {
    const [image] = (await dataset.read(sample)) as [Buffer];
    const startedAt = performance.now();
    const { predictions } = await askServer(input.serverUrl, input.name, image, context.signal);
    const milliseconds = performance.now() - startedAt;
    const [{ label: answer, probability }] = predictions;
    answers.push({ sample: sample.id, label: sample.label, answer, probability, milliseconds });
    context.progress({ done: answers.length, total: samples.length, unit: 'answers' });
  }
  return { answers };
}

export const serveStage = defineStage({
  name: 'serve',
  version: 2,
  cached: false,
  input: serveInputSchema,
  output: serveOutputSchema,
  run: serve,
});

/** The first sample of each class. */
function heldOut(dataset: Dataset): Sample[] {
  const test = dataset.of('test');
  const classes = new Set<string>();
  const firsts = (test.length > 0 ? test : dataset.of('validation')).filter(({ label }) => {
    const isFirst = !classes.has(label);
    classes.add(label);
    return isFirst;
  });
  if (firsts.length > 0) return firsts.slice(0, MOST_CLASSES);
  throw new DeployerError(
    'deployer/empty-split',
    'Neither the test split nor the validation split holds an image to ask the server about. Give one of them a share in split, or run without a server.',
  );
}

/** Asks about an image again and again until the promoted version answers: a server takes a moment to load it. */
async function untilServed({ serverUrl, name, version }: ServeInput, image: Uint8Array, context: StageContext) {
  const deadline = Date.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt++) {
    context.progress({ done: 0, total: 1, unit: 'answer', message: `waiting for version ${version}` });
    const answer = await askServer(serverUrl, name, image, context.signal).catch((error: unknown) => {
      context.signal.throwIfAborted();
      return messageOf(error);
    });
    if (isOf(version, answer)) return;
    if (Date.now() > deadline) {
      const reason = typeof answer === 'string' ? answer : `version ${answer.version} answers.`;
      throw new DeployerError(
        'deployer/server-unreachable',
        `${serverUrl} does not answer with version ${version} of ${name}: ${reason} A model server must follow the same store: \`sightline serve\`.`,
      );
    }
    await sleep(Math.min(100 * attempt, 1000), undefined, { signal: context.signal });
  }
}

function isOf(version: number, answer: ModelAnswer | string): boolean {
  return typeof answer === 'object' && answer.version === version;
}
