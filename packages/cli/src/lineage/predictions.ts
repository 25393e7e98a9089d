import { stat } from 'node:fs/promises';
import { ContractError, parse, predictionsOriginSchema } from '@sightline/contracts';
import { readInput } from '../arguments/read-input.ts';

/**
 * The versions that gave predictions, as `name@version`, sorted: of an answer of the model server, or of what `predict`
 * printed under `--json` or `--jsonl`. Undefined where the word names no file.
 *
 * @throws CliError `cli/unreadable-file`; ContractError `contracts/invalid-input`
 */
export async function versionsOfPredictions(word: string): Promise<string[] | undefined> {
  if (!(await stat(word).catch(() => undefined))?.isFile()) return undefined;
  const text = (await readInput(word, 'prediction')).toString();
  const value = valueOf(text, word);
  const predictions = parse(predictionsOriginSchema, Array.isArray(value) ? value : [value], word);
  return [...new Set(predictions.map(({ model, version }) => `${model}@${version}`))].sort();
}

function valueOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (whole) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      return lines.map((line) => JSON.parse(line) as unknown);
    } catch {
      throw new ContractError(
        'contracts/invalid-input',
        `${file} is not JSON. Allowed: an answer of the model server, or what \`sightline predict --json\` printed.`,
        { cause: whole },
      );
    }
  }
}
