import { posix } from 'node:path';
import type { SplitName } from '@sightline/contracts';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { IngestError } from '../../../errors.ts';
import { describeIssue } from '../../describe-issue.ts';
import { namesIn } from '../../labels/class-names.ts';
import { splitNamed } from '../../split-name.ts';
import { readText } from '../../text/read-text.ts';
import type { YoloClasses } from './yolo-line.ts';

/** A folder of YOLO's. */
export interface YoloFolder {
  /** The place of a file. */
  find: (file: string) => Promise<string>;
  /** As the source is called, for messages. */
  path: string;
  /** All below, sorted. */
  files: readonly string[];
  encoding: string | undefined;
}

/** What `data.yaml` says. */
export interface YoloData extends YoloClasses {
  /** Where the images of each split are: folders, files of paths. Not yet looked for. */
  places: readonly { split: SplitName; place: string }[];
  /** What the places are relative to. */
  base: string;
}

/** All values are text, as they are written: a class called `1.10` is not 1.1. These mean none. */
const NONE = ['', '~', 'null'];
const absent = z.enum(NONE).transform(() => undefined);
const name = z.string().refine((text) => text !== '' && text !== '~', 'must not be empty');
const wholeNumber = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number);
const place = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => [value ?? []].flat().filter((each) => !NONE.includes(each)));
const dataSchema = z.object({
  names: z.union([absent, z.array(name), z.record(z.string(), name)], 'must be a list of the classes').optional(),
  nc: z.union([absent, wholeNumber], 'must be a whole number').optional(),
  kpt_shape: z.union([absent, z.tuple([wholeNumber, wholeNumber])], 'must be [keypoints, 2 or 3]').optional(),
  path: z.string().optional(),
  train: place,
  val: place,
  valid: place,
  validation: place,
  test: place,
});
/** Where annotation tools and Darknet keep the names of classes. */
const NAMES = /(^|\/)(classes\.txt|obj\.names|[^/]+\.names|_darknet\.labels)$/;
const ADVICE = 'It needs a data.yaml with "names", a list of the classes.';

/** Whether a text has the names of classes, and is none of boxes. */
export function isListOfNames(file: string): boolean {
  return NAMES.test(file);
}

/**
 * Reads `data.yaml`, or the only other `.yaml`; the names may be in a `classes.txt` too. @throws IngestError
 * `ingest/invalid-source`
 */
export async function readYoloData(folder: YoloFolder): Promise<YoloData> {
  const yamls = folder.files.filter((file) => /^[^/]+\.ya?ml$/i.test(file));
  const file = yamls.find((each) => /^data\.ya?ml$/i.test(each)) ?? yamls[0];
  const lists = folder.files.filter(isListOfNames);
  if (file === undefined && lists.length === 0) throw invalid(folder.path, `has no .yaml. ${ADVICE}${deeper(folder)}`);
  if (file !== undefined && yamls.length > 1 && !/^data\.ya?ml$/i.test(file))
    throw invalid(folder.path, `has ${yamls.join(', ')}. Which is it? Call it data.yaml.`);
  const data = file === undefined ? dataSchema.parse({}) : await parsed(folder, file);
  const names = data.names ? Object.entries(data.names) : await namesBeside(folder, lists);
  const what = file ?? lists[0] ?? '';
  if (!names) throw invalid(`${folder.path}/${what}`, `is not understood. ${ADVICE}`);
  return {
    names: checkedNames(names, data.nc, `${folder.path}/${what}`),
    keypointValues: data.kpt_shape ? data.kpt_shape[0] * data.kpt_shape[1] : undefined,
    places: (['train', 'val', 'valid', 'validation', 'test'] as const).flatMap((key) =>
      data[key].map((each) => ({ split: splitNamed(key) as SplitName, place: each })),
    ),
    base: data.path ?? '',
  };
}

/** A hint where `data.yaml` lies deeper. */
function deeper({ files, path }: YoloFolder): string {
  const other = files.find((each) => /\/data\.ya?ml$/i.test(each));
  return other === undefined ? '' : ` There is ${other}: is the path ${path}/${posix.dirname(other)}?`;
}

async function parsed({ find, path, encoding }: YoloFolder, file: string): Promise<z.infer<typeof dataSchema>> {
  const text = await readText(await find(file), encoding);
  let content: unknown;
  try {
    content = parseYaml(text, { schema: 'failsafe', logLevel: 'error' });
  } catch (cause) {
    const line = cause instanceof YAMLParseError ? ` Line ${cause.linePos?.[0].line ?? 1} is not YAML.` : '';
    throw invalid(`${path}/${file}`, `is not understood.${line} ${ADVICE}`, cause);
  }
  const result = dataSchema.safeParse(content);
  if (result.success) return result.data;
  throw invalid(`${path}/${file}`, `is not understood. ${ADVICE} (${describeIssue(result.error.issues[0])}.)`);
}

async function namesBeside(
  { find, encoding }: YoloFolder,
  lists: readonly string[],
): Promise<[string, string][] | undefined> {
  const [file] = lists;
  if (file === undefined) return undefined;
  const names = namesIn(await readText(await find(file), encoding));
  return names.map((each, index) => [String(index), each]);
}

function checkedNames(
  entries: readonly (readonly [string, string])[],
  count: number | null | undefined,
  what: string,
): Map<number, string> {
  const names = new Map(entries.map(([number, each]) => [Number(number), each] as const));
  const odd = entries.find(([number]) => !/^\d+$/.test(number));
  if (odd)
    throw invalid(what, `is not understood: "names" has the key ${odd[0]}; the numbers of classes are expected.`);
  const seen = new Map<string, string>();
  for (const [number, each] of entries) {
    const other = seen.get(each);
    if (other !== undefined)
      throw invalid(what, `calls two classes "${each}", ${other} and ${number}. Give each its own name.`);
    seen.set(each, number);
  }
  if (typeof count === 'number' && count !== names.size)
    throw invalid(what, `has nc: ${count}, but ${names.size} names. Which is right?`);
  return names;
}

/**
 * The part of a place that is in the folder. Its base need not be: it is a path of the machine that the set was made
 * on.
 *
 * @param exists whether the folder has a path
 */
export function placeInFolder(base: string, placed: string, exists: (path: string) => boolean): string | undefined {
  const parts = partsOf(placed);
  const least = placed.startsWith('/') || /^[a-z]:/i.test(placed) ? 1 : parts.length;
  const all = [...partsOf(base), ...parts];
  for (let count = all.length; count >= Math.max(least, 1); count--) {
    const candidate = all.slice(all.length - count).join('/');
    if (exists(candidate)) return candidate;
  }
  return parts.length === 0 ? '' : undefined;
}

function partsOf(path: string): string[] {
  return posix
    .normalize(path.replaceAll('\\', '/'))
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
}

export function invalid(what: string, problem: string, cause?: unknown): IngestError {
  return new IngestError('ingest/invalid-source', `${what} ${problem}`, { cause });
}
