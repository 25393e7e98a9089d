import { classesOf, type DivisionName } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { groupBy } from '../../numbers/group-by.ts';
import { divide } from '../balance/divide.ts';
import type { Unit } from '../units.ts';

/** A part that samples are divided into: its name, for messages, and its fraction of them. */
export interface Part {
  readonly name: string;
  readonly fraction: number;
}

/** What a way to divide regards. */
interface Division {
  /** Each part gets its fraction of every class; else of the samples, whatever their classes. */
  readonly byClass: boolean;
  /** It is an error when a class is not in every part. */
  readonly everyClass: boolean;
  /** It is an error when the source provides no groups. */
  readonly needsGroups: boolean;
}

/** The classes of a sample where they do not matter. */
const WHOLE = [''];

/** Ways to divide samples into parts. All keep together what is tied. */
const divisions: { readonly [Name in DivisionName]: Division } = {
  random: { byClass: false, everyClass: false, needsGroups: false },
  stratified: { byClass: true, everyClass: true, needsGroups: false },
  group: { byClass: false, everyClass: false, needsGroups: true },
  'stratified-group': { byClass: true, everyClass: false, needsGroups: true },
};

/**
 * Divides units into parts in one of the ways of {@link divisions}.
 *
 * @param options `mayLack`: parts may be empty, or lack a class; `placed`: the parts of units that have one already
 * @returns the place of each unit's part
 * @throws IngestError `ingest/class-too-small` when a stratified part lacks a class; `ingest/not-divisible` when a part
 * is empty, or groups are needed and there are none
 */
export function divideInto(
  parts: readonly Part[],
  units: readonly Unit[],
  {
    by,
    seed,
    mayLack = false,
    placed,
  }: { by: DivisionName; seed: number; mayLack?: boolean; placed?: ReadonlyMap<Unit, number> },
): Map<Unit, number> {
  const { byClass, everyClass, needsGroups } = divisions[by];
  const samples = units.flatMap((unit) => unit.samples);
  if (needsGroups && !samples.some(({ group }) => group !== undefined)) throw noGroups(by, samples.length);
  const strataOf = byClass ? classesOf : () => WHOLE;
  const fractions = parts.map(({ fraction }) => fraction);
  const singles = needsGroups ? 'balanced' : 'exact';
  const partOf = divide(units, { fractions, classesOf: strataOf, singles, seed, ...(placed && { placed }) });
  if (mayLack) return partOf;
  if (new Set(partOf.values()).size < parts.length) throw tooFew(by, units, parts);
  if (everyClass) requireEveryClass(partOf, parts);
  return partOf;
}

function requireEveryClass(partOf: ReadonlyMap<Unit, number>, parts: readonly Part[]): void {
  const held = [...partOf].flatMap(([unit, part]) =>
    unit.samples.flatMap((sample) => classesOf(sample).map((label) => ({ label, unit, part }))),
  );
  for (const [label, own] of groupBy(held, (one) => one.label)) {
    if (new Set(own.map(({ part }) => part)).size === parts.length) continue;
    const units = new Set(own.map(({ unit }) => unit)).size;
    throw new IngestError(
      'ingest/class-too-small',
      `Class "${label}" has too few samples: ${own.length}, or ${units} when those count once that belong together ` +
        '(byte-identical, near duplicates, one group). ' +
        `A stratified split into ${parts.map(({ name }) => name).join(', ')} needs one for each, at least ` +
        `${parts.length}. ` +
        'Add images to the class, remove it, or divide in another way (split: { strategy: random }).',
    );
  }
}

function tooFew(by: DivisionName, units: readonly Unit[], parts: readonly Part[]): IngestError {
  return new IngestError(
    'ingest/not-divisible',
    `${units.length} groups of samples that belong together (byte-identical, near duplicates, one group, or single ` +
      `ones) cannot be divided into ${parts.map(({ name }) => name).join(', ')} by "${by}": one would be empty. ` +
      'Add samples of other groups, or take fewer parts.',
  );
}

function noGroups(by: DivisionName, samples: number): IngestError {
  return new IngestError(
    'ingest/not-divisible',
    `The split is by "${by}", but none of the ${samples} samples has a group. Give them in the source (a ` +
      `manifest: the column "group"), or take split: { strategy: ${by === 'group' ? 'random' : 'stratified'} }.`,
  );
}
