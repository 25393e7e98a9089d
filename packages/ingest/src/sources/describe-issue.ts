import type { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};
/** How zod's own messages begin. */
const OF_THE_LIBRARY = /^(Invalid|Too|Unrecognized)/;

/**
 * What a schema found wrong, without the text of the library: `boxes.0.x: must be a number`.
 *
 * @param whole what the value as a whole is called
 */
export function describeIssue(issue: z.core.$ZodIssue | undefined, whole = 'the row'): string {
  const place = issue?.path.join('.') || whole;
  return `${place}: ${wordsOf(issue)}`;
}

function wordsOf(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return 'is not understood';
  if (!OF_THE_LIBRARY.test(issue.message)) return issue.message;
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? `a ${issue.expected}`}`;
  if (issue.code === 'too_small')
    return issue.minimum === 1 ? 'must not be empty' : `must have ${issue.minimum} or more`;
  if (issue.code === 'too_big') return `must have at most ${issue.maximum}`;
  if (issue.code === 'unrecognized_keys') return `has ${issue.keys.join(', ')}, which is not known`;
  return 'is not allowed here';
}
