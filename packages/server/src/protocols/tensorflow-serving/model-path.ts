import { ServerError } from '../../errors.ts';

/** The version number of a path, as it stands after `/versions/`. */
export function readVersion(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new ServerError(
    'server/invalid-request',
    `A version is a whole number, received ${JSON.stringify(text.slice(0, 40))}.`,
  );
}

/** Splits the last part of a path at its verb: `digits:predict` is the model (or version) `digits`. */
export function readPredictTarget(text: string): string {
  const [target, verb, ...rest] = text.split(':');
  if (target && verb === 'predict' && rest.length === 0) return target;
  throw new ServerError(
    'server/invalid-request',
    `Malformed request: POST …/${text.slice(0, 80)}. Expected …/${target || '{name}'}:predict.`,
  );
}
