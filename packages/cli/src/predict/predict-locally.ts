import { findVersion, openStore, sightlineHome } from '@sightline/artifacts';
import { openLocalModel, type LocalModel } from '@sightline/server/local-model';
import { interruptible } from '../interruptible.ts';
import type { Output } from '../output.ts';
import { counter, table } from '../terminal/format.ts';
import { statusLine } from '../terminal/status-line.ts';
import { imageFiles } from './image-files.ts';
import { type FileAnswer, predictFiles } from './predict-files.ts';

export interface LocalOptions {
  /** As a person names it; not needed where one model is registered. */
  model: string | undefined;
  /** Prints an answer as soon as it is there, as a line of JSON. */
  jsonl: boolean;
  output: Output;
  /** The numbers of an answer in words. */
  numbersOf: (answer: object) => string;
}

/**
 * Asks a registered model about files and the images of folders, without a server. A file that cannot be read or
 * decoded is reported, and ends nothing; the exit code is then 1.
 *
 * @throws ArtifactError `artifacts/not-found`, `artifacts/ambiguous`; ServerError `server/model-failed`
 */
export async function predictLocally(words: readonly string[], options: LocalOptions): Promise<void> {
  const { output, jsonl } = options;
  const home = sightlineHome();
  const registered = await findVersion(options.model, home);
  const { name, version } = registered;
  await interruptible(output.say, async (signal) => {
    const files = await imageFiles(words);
    const local = await openLocalModel(registered, openStore(home.root));
    const line = statusLine(output.stream);
    const told = (answer: FileAnswer) => ({ model: name, version, ...flat(answer) });
    try {
      const answers = await predictFiles(files, askerOf(local), {
        signal,
        onAnswer: (answer, done) => {
          line.update(`predict ${counter(done, files.length)} files`);
          if (jsonl) process.stdout.write(`${JSON.stringify(told(answer))}\n`);
          else if ('error' in answer) line.log(`${answer.file}: ${answer.error.message}`);
        },
      });
      line.close();
      if (!jsonl) output.result(answers.map(told), textOf(answers, options));
      if (answers.some((answer) => 'error' in answer)) process.exitCode = 1;
    } finally {
      line.close();
      await local.close();
    }
  });
}

function askerOf(local: LocalModel) {
  return (image: Uint8Array) => local.answer([image]);
}

function flat(answer: FileAnswer): object {
  if ('error' in answer) return answer;
  return { file: answer.file, ...answer.prediction };
}

function textOf(answers: readonly FileAnswer[], { numbersOf }: LocalOptions): string {
  if (answers.length === 0) return 'There is no image in the folders that were named.';
  return table(
    answers.map((answer) =>
      'error' in answer
        ? [answer.file, 'not answered', '']
        : [answer.file, answer.description, numbersOf(answer.prediction)],
    ),
  );
}
