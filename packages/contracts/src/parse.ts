import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { valueOf } from './by-name.ts';
import { ContractError, type Problem, problemLines } from './errors.ts';
import { definitionOf, explanationAt, schemaAt } from './schema-at.ts';

/**
 * Parses `value` with `schema`.
 *
 * @param what what is being read, for the message: `"pipeline.yaml"`, `"the input of stage train"`
 * @throws ContractError `contracts/invalid-input`, one line per problem: where, what was received, what is allowed; for
 * an unknown key the nearest known one, or where it has moved as the `moved` of the schema's metadata says, `.meta({
 * moved: { minimumAccuracy: 'gate: { minimum: { accuracy: … } }' } })`; for a wrong value what its schema
 * describes it as, with an example
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => describe(issue, schema, value));
  throw new ContractError('contracts/invalid-input', `${what} is not valid:\n${problemLines(problems)}`, { problems });
}

type Issue = z.core.$ZodIssue;

function describe(issue: Issue, schema: z.ZodType, root: unknown): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const refusing = schemaAt(schema, issue.path, root);
    const known = Object.keys(definitionOf(refusing)?.shape ?? {});
    const moved = (refusing as z.ZodType | undefined)?.meta?.()?.['moved'] as Record<string, string> | undefined;
    return issue.keys.map((key) => {
      const place = moved && valueOf(moved, key);
      const path = [...issue.path, key];
      if (place !== undefined) return problemAt(path, `moved. Write ${place}`);
      const allowed = known.length > 0 ? ` Allowed: ${known.join(', ')}.` : '';
      return problemAt(path, `unknown key.${didYouMean(key, known)}${allowed}`);
    });
  }
  // A union that says itself what is allowed has another message.
  const isPlain = issue.message === 'Invalid input';
  if (issue.code === 'invalid_union' && !isPlain && issue.message.startsWith('Invalid discriminator'))
    return [problemOf(issue, unknownName(issue))];
  const what = EXPLAINED.has(issue.code) ? explanationAt(schema, issue.path, root) : '';
  const message = issue.code === 'invalid_union' && isPlain ? branches(issue.errors) : issue.message;
  return [problemOf(issue, message, what)];
}

/** What says only of a type or a range that it is wrong. */
const EXPLAINED = new Set<Issue['code']>([
  'invalid_type',
  'too_small',
  'too_big',
  'invalid_value',
  'invalid_format',
  'invalid_union',
]);

/** @param what what the value is for */
function problemOf({ path, input }: Issue, message: string, what = ''): Problem {
  return problemAt(path, `${message}${input === undefined ? '' : ` (received ${quote(input)})`}${what}`);
}

function problemAt(path: readonly PropertyKey[], message: string): Problem {
  return { key: pathOf(path), message, severity: 'error' };
}

/** What each form that a value may have asks for: of those that it resembles, when it resembles any. */
function branches(errors: readonly Issue[][]): string {
  const resembled = errors.filter((issues) => !issues.some(isUnlike));
  const messages = (resembled.length > 0 ? resembled : errors).map((issues) =>
    issues
      .map((issue) => (issue.path.length > 0 ? `${pathOf(issue.path)}: ${messageOf(issue)}` : messageOf(issue)))
      .join(', '),
  );
  return [...new Set(messages)].join('; or ');
}

/** Whether the value is of another type than the form altogether. */
function isUnlike(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === 'invalid_union'
    ? issue.errors.length > 0 && issue.errors.every((form) => form.some(isUnlike))
    : issue.code === 'invalid_type';
}

function messageOf(issue: Issue): string {
  return issue.code === 'invalid_union' && issue.errors.length > 0 ? branches(issue.errors) : issue.message;
}

/** Of a union whose members differ by a name: the name nearest to the one that was given, and all. */
function unknownName({ input, path, ...issue }: Issue & { options?: unknown }): string {
  const names = Array.isArray(issue.options) ? issue.options.filter((name) => name !== undefined).map(String) : [];
  const name = String(path.at(-1));
  const given = (input as Record<string, unknown> | null | undefined)?.[name];
  const hint = typeof given === 'string' ? didYouMean(given, names) : '';
  return `unknown ${name}.${hint} Allowed: ${names.join(', ')}`;
}

/**
 * ` Did you mean "augment"?`, to follow the sentence that refuses a word: asks for the one of `words` that is near
 * enough to be meant. Empty when none is.
 *
 * @param mark put around the word
 */
export function didYouMean(word: string, words: readonly string[], mark: '"' | '' = '"'): string {
  const nearest = nearestWord(word, words);
  return nearest ? ` Did you mean ${mark}${nearest}${mark}?` : '';
}

/** The word of `words` nearest to `word` by edit distance, when near enough to be a slip of the keyboard. */
function nearestWord(word: string, words: readonly string[]): string | undefined {
  const ranked = words
    .map((candidate) => ({ candidate, cost: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.cost - b.cost);
  const best = ranked[0];
  return best && best.cost <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
