import { servedModels } from '@sightline/deployer/model-client';
import { CliError } from './errors.ts';

/**
 * The name of the one model that the server at `url` serves.
 *
 * @throws CliError `cli/no-model-named` when there are several, `cli/no-model-served` when there is none
 */
export async function servedModel(url: string): Promise<string> {
  const names = await servedModels(url);
  if (names[0] === undefined)
    throw new CliError('cli/no-model-served', `${url} serves no model yet. \`sightline run\` makes one.`);
  if (names.length === 1) return names[0];
  throw new CliError(
    'cli/no-model-named',
    `Several models are served: name one with --model. Allowed: ${names.join(', ')}.`,
  );
}
