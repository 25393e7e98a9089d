import { setTimeout as sleep } from 'node:timers/promises';
import { openRegistry, type StageContext } from '@sightline/artifacts';
import {
  messageOf,
  parse,
  type Sample,
  type ServeInput,
  serveInputSchema,
  type ServeOutput,
  type StageRequests,
  taskFileSchema,
  type TaskFile,
} from '@sightline/contracts';
import { type Dataset, openDataset } from '@sightline/ingest/dataset';
import { type OpenTask, openTask } from '@sightline/tasks';
import { DeployerError } from '../errors.ts';
import { askServer, type ModelAnswer } from './model-client.ts';

const PATIENCE_MS = 30_000;
const MOST_SAMPLES = 10;

/**
 * Waits until the model server answers with the promoted version, then asks it about samples of the test split, or of
 * the validation split where there is no other: the first that is annotated with each thing, ten at most.
 *
 * @throws DeployerError `deployer/empty-split` when both are empty, `deployer/server-unreachable` when no answer of
 * that version comes within 30 s; what the server refuses an image with
 */
export async function serve(request: StageRequests['serve'], context: StageContext): Promise<ServeOutput> {
  return computeServe(parse(serveInputSchema, request, 'The input of serve'), context);
}

/** {@link serve} of an input that is parsed. */
export async function computeServe(input: ServeInput, context: StageContext): Promise<ServeOutput> {
  const dataset = await openDataset(context.artifacts, input.dataset);
  const task = await taskOf(input, context);
  const samples = heldOut(dataset, task);
  await untilServed(input, await dataset.read(samples[0] as Sample), context);
  const answers: ServeOutput['answers'] = [];
  for (const sample of samples) {
    const images = await dataset.read(sample);
    const startedAt = performance.now();
    const { descriptions } = await askServer(input.serverUrl, input.name, images, context.signal);
    const milliseconds = performance.now() - startedAt;
    const [answer] = descriptions;
    const expected = task.expected(sample);
    answers.push({
      sample: sample.id,
      expected,
      answer,
      ...(task.exact && { right: answer === expected }),
      milliseconds,
    });
    context.progress({ done: answers.length, total: samples.length, unit: 'answers', message: 'asking the server' });
  }
  return { answers };
}

/** What the promoted model learnt to say. */
async function taskOf({ name, version }: ServeInput, { artifacts }: StageContext): Promise<OpenTask> {
  const { model } = await openRegistry(artifacts).version(name, version);
  return openTask((await artifacts.readJson(model, 'task.json', taskFileSchema)) as TaskFile);
}

/** The first sample that is annotated with each thing. */
function heldOut(dataset: Dataset, task: OpenTask): Sample[] {
  const test = dataset.of('test');
  const seen = new Set<string>();
  const firsts = (test.length > 0 ? test : dataset.of('validation')).filter((sample) => {
    const expected = task.expected(sample);
    return !seen.has(expected) && seen.add(expected);
  });
  if (firsts.length > 0) return firsts.slice(0, MOST_SAMPLES);
  throw new DeployerError(
    'deployer/empty-split',
    'Neither the test split nor the validation split holds an image to ask the server about. Give one of them a ' +
      'fraction in split, or run without a server.',
  );
}

/** Asks about a sample again and again until the promoted version answers: a server takes a moment to load it. */
async function untilServed(
  { serverUrl, name, version }: ServeInput,
  images: readonly Uint8Array[],
  context: StageContext,
) {
  const deadline = Date.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt++) {
    context.progress({ done: 0, total: 1, unit: 'answer', message: `waiting for version ${version}` });
    const answer = await askServer(serverUrl, name, images, context.signal).catch((error: unknown) => {
      context.signal.throwIfAborted();
      return messageOf(error);
    });
    if (isOf(version, answer)) return;
    if (Date.now() > deadline) {
      const reason = typeof answer === 'string' ? answer : `version ${answer.version} answers.`;
      throw new DeployerError(
        'deployer/server-unreachable',
        `${serverUrl} does not answer with version ${version} of ${name}: ${reason} A model server must follow the ` +
          'same store: `sightline serve`.',
      );
    }
    await sleep(Math.min(100 * attempt, 1000), undefined, { signal: context.signal });
  }
}

function isOf(version: number, answer: ModelAnswer | string): boolean {
  return typeof answer === 'object' && answer.version === version;
}
