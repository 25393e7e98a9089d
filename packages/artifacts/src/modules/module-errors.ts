import { messageOf } from '@sightline/contracts';
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

/** The error of custom code that threw: its message, where, and the line. */
export function failedAt(what: string, cause: unknown, place: SourcePlace | undefined): ArtifactError {
  const where = place ? ` at ${place.file}:${place.line}:${place.column}` : '';
  const shown = place ? `\n  ${place.line} | ${place.text.trim()}` : '';
  return new ArtifactError('artifacts/invalid-module', `${what} failed${where}: ${String(cause)}${shown}`, {
    cause,
  });
}
