import { setTimeout as sleep } from 'node:timers/promises';
import { defineStage, type StageContext } from '@sightline/artifacts';
import {
  messageOf,
  serveInputSchema,
  serveOutputSchema,
  type ServeInput,
  type ServeOutput,
} from '@sightline/contracts';
import { openDataset } from '@sightline/ingest';
import { DeployerError } from '../errors.ts';
import { askServer } from './model-client.ts';

const PATIENCE_MS = 30_000;

/**
 * Waits until the model server answers with the promoted version, then asks it about one image of the test split, or of
 * the validation split where there is no other.
 *
 * @throws DeployerError `deployer/empty-split` when both are empty, `deployer/server-unreachable` when no such answer
 * comes within 30 s
 */
export async function serve(input: ServeInput, context: StageContext): Promise<ServeOutput> {
  const { serverUrl, name, version } = input;
  const dataset = await openDataset(context.artifacts, input.dataset);
  const sample = dataset.of('test')[0] ?? dataset.of('validation')[0];
  if (!sample) {
    throw new DeployerError(
      'deployer/empty-split',
      'Neither the test split nor the validation split holds an image to ask the server about. Give one of them a share in split, or run without a server.',
    );
  }
  const image = await dataset.read(sample);

  const deadline = Date.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt++) {
    context.progress({ done: 0, total: 1, unit: 'answer', message: `waiting for version ${version}` });
    const startedAt = performance.now();
    const answer = await askServer(serverUrl, name, image, context.signal).catch((error: unknown) => {
      context.signal.throwIfAborted();
      return messageOf(error);
    });
    if (typeof answer === 'object' && answer.version === version) {
      const milliseconds = performance.now() - startedAt;
      return { sample: sample.id, label: sample.label, answer: answer.predictions[0].label, milliseconds };
    }
    if (Date.now() > deadline) {
      const reason = typeof answer === 'object' ? `version ${answer.version} answers.` : answer;
      throw new DeployerError(
        'deployer/server-unreachable',
        `${serverUrl} does not answer with version ${version} of ${name}: ${reason} A model server must follow the same store: \`sightline serve\`.`,
      );
    }
    await sleep(Math.min(100 * attempt, 1000), undefined, { signal: context.signal });
  }
}

export const serveStage = defineStage({
  name: 'serve',
  version: 1,
  cached: false,
  input: serveInputSchema,
  output: serveOutputSchema,
  run: serve,
});
