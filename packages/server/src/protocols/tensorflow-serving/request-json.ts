import { messageOf } from '@sightline/contracts';
import { ServerError } from '../../errors.ts';
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
    const bare = bareNonFinite(text);
    const reason = bare
      ? `${bare.token} at position ${bare.position} is not JSON: every value must be a finite number`
      : messageOf(cause);
    throw new ServerError('server/invalid-request', `The request body is not valid JSON: ${reason}.`, { cause });
  }
}

/**
 * TensorFlow Serving reads the bare words NaN and Infinity; JSON has none, and no image has such a pixel: they are
 * found only to say so.
 */
function bareNonFinite(text: string): { token: string; position: number } | undefined {
  for (let position = 0; position < text.length; position++) {
    const character = text[position];
    if (character === '"') {
      position = endOfString(text, position);
    } else if (character === 'N' || character === 'I') {
      const token = ['NaN', 'Infinity'].find((word) => text.startsWith(word, position));
      if (token) return { token, position };
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length && text[position] !== '"') position += text[position] === '\\' ? 2 : 1;
  return position;
}
