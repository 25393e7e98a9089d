import { aliasSchema, modelNameSchema } from '@sightline/contracts';
import { InvalidArgumentError } from 'commander';

/** Reads a word of the command line as the name of a model. @throws InvalidArgumentError when it is none */
export function parseModelName(value: string): string {
  return parseName(modelNameSchema, value);
}

/** Reads a word of the command line as an alias of versions. @throws InvalidArgumentError when it is none */
export function parseAlias(value: string): string {
  return parseName(aliasSchema, value);
}

/** Reads the reason for a change, for a log that people read. @throws InvalidArgumentError when it says nothing */
export function parseReason(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('Expected a few words.');
  return value;
}

function parseName(schema: typeof aliasSchema, value: string): string {
  const { success, error } = schema.safeParse(value);
  if (!success) throw new InvalidArgumentError(`It ${error.issues[0]?.message}.`);
  return value;
}
