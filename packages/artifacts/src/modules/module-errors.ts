import { errorCodeOf, messageOf, SightlineError } from '@sightline/contracts';
import { ArtifactError } from '../errors.ts';

/** A place in a source text; lines and columns from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The text of the line. */
  readonly text: string;
}

/** The error of a text that swc cannot parse: what it expected, and the line. */
export function unreadable(file: string, cause: unknown): ArtifactError {
  const [first = '', ...frame] = messageOf(cause).split('\n');
  const marker = frame.findIndex((line) => /^\s*:\s*[\^─-]/.test(line));
  const [, line, text = ''] = /^\s*(\d+) \| ?(.*)$/.exec(frame[marker - 1] ?? '') ?? [];
  const place = line === undefined ? file : `${file}:${line}`;
  const shown = line === undefined ? '' : `\n  ${line} | ${text}`;
  return new ArtifactError(
    'artifacts/invalid-module',
    `${place} is not TypeScript or JavaScript: ${first.replace(/^(Error:)?\s*x\s*/, '')}.${shown}`,
    { cause },
  );
}

/**
 * The error of custom code that threw: its message, where, and the line. One of Sightline's keeps its code, and is
 * thrown as it is where no line is known.
 */
export function failedAt(
  what: string,
  { cause, place, message }: { cause: unknown; place: SourcePlace | undefined; message: string },
): SightlineError {
  const code = errorCodeOf(cause);
  if (code !== undefined && !place) return cause as SightlineError;
  const where = place ? ` at ${place.file}:${place.line}:${place.column}` : '';
  const shown = place ? `\n  ${place.line} | ${place.text.trim()}` : '';
  const kind = cause instanceof Error && code === undefined ? `${cause.name}: ` : '';
  const text = `${what} failed${where}: ${kind}${message}${shown}`;
  if (code !== undefined) return new SightlineError(code, text, { cause });
  return new ArtifactError('artifacts/invalid-module', text, { cause });
}
