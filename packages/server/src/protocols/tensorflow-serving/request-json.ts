import { ServerError } from '../../errors.ts';
import { jsonFault } from './json-fault.ts';
import { describe } from './tensor-json.ts';

/**
 * Reads the JSON object of a request body.
 *
 * @throws ServerError `server/invalid-request` for an empty body, bytes that are not UTF-8, malformed JSON, or JSON
 * that is not an object
 */
export function readJsonObject(body: Buffer | undefined): Record<string, unknown> {
  if (!body?.length)
    throw new ServerError(
      'server/invalid-request',
      'The request body is empty. Expected a JSON object with "instances" or "inputs".',
    );
  const value = parseJson(decode(body));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ServerError(
    'server/invalid-request',
    `Expected a JSON object with "instances" or "inputs", received ${describe(value)}.`,
  );
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new ServerError(
      'server/invalid-request',
      'The request body is not UTF-8 text. Expected JSON; an encoded image goes to /v1/models/{name}/images.',
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServerError('server/invalid-request', `The request body is not valid JSON: ${jsonFault(text)}.`, {
      cause,
    });
  }
}
