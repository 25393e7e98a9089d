import { readFile } from 'node:fs/promises';
import { errorCodeOf, messageOf } from '@sightline/contracts';

/** What a model says about a file, or why it says nothing. */
export type FileAnswer =
  | { file: string; prediction: object; description: string }
  | { file: string; error: { message: string; code?: string } };

/** What is wrong with a file, not with the model or the server. */
const OF_THE_FILE: ReadonlySet<string | undefined> = new Set([
  'server/invalid-request',
  'server/body-too-large',
  'server/unsupported-media-type',
]);

/**
 * Asks a model about each file, one after the other. A file that cannot be read or decoded is noted, and the next one
 * is asked about.
 *
 * @throws what `ask` throws for another reason
 */
export async function predictFiles(
  files: readonly string[],
  ask: (image: Uint8Array) => Promise<{ prediction: object; description: string }>,
  { signal, onAnswer }: { signal: AbortSignal; onAnswer: (answer: FileAnswer, done: number) => void },
): Promise<FileAnswer[]> {
  const answers: FileAnswer[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const answer = { file, ...(await answerOf(file, ask)) };
    answers.push(answer);
    onAnswer(answer, answers.length);
  }
  return answers;
}

async function answerOf(
  file: string,
  ask: (image: Uint8Array) => Promise<{ prediction: object; description: string }>,
) {
  let image: Uint8Array;
  try {
    image = await readFile(file);
  } catch (error) {
    return { error: { message: `The image ${file} cannot be read: ${messageOf(error)}` } };
  }
  try {
    return await ask(image);
  } catch (error) {
    const code = errorCodeOf(error);
    if (!OF_THE_FILE.has(code)) throw error;
    return { error: { message: messageOf(error), ...(code && { code }) } };
  }
}
