import { ServerError } from '../errors.ts';

/** The version number of a path, as it stands after `/versions/`. */
export function readVersion(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new ServerError(
    'server/invalid-request',
    `A version is a whole number, received ${JSON.stringify(text.slice(0, 40))}.`,
  );
}

/** Splits the last part of a path at its verb: `digits:predict` is the model (or version) `digits`. */
export function readTarget(text: string, verbs: readonly string[]): { target: string; verb: string } {
  const [target, verb, ...rest] = text.split(':');
  if (target && verb && verbs.includes(verb) && rest.length === 0) return { target, verb };
  const expected = verbs.map((each) => `…/${target || '{name}'}:${each}`).join(', ');
  throw new ServerError(
    'server/invalid-request',
    `Malformed request: POST …/${text.slice(0, 80)}. Expected ${expected}.`,
  );
}
