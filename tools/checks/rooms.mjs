// @ts-check
// Rooms: sibling folders of a package's `src`, at any depth. One may use another, but none needs itself by way of
// others: what is below can then be read, tested and moved without what is above.
import { posix } from 'node:path';
import { TEST_FILE } from './source-files.mjs';

/**
 * @typedef {import('./workspace.mjs').Package} Package
 * @typedef {{ path: string } & import('./imports.mjs').FileFacts} SourceFile path relative to the root
 * @typedef {Map<string, Map<string, string[]>>} Uses by room, by the room that it uses: `file imports file`
 */

/** So many imports between two rooms are listed. */
const MOST_LISTED = 3;

/**
 * Circles of rooms, tests and fixtures aside; an import of a type counts as any other.
 *
 * @param {readonly { owner: Package, sources: readonly SourceFile[] }[]} worlds
 * @returns {string[]} one line per circle
 */
export function roomProblems(worlds) {
  return worlds.flatMap(({ owner, sources }) => {
    const folders = [...usesByFolder(sources, `${owner.folder}/src`)];
    return folders.flatMap(([folder, uses]) => circlesOf(uses).map((circle) => problemOf(folder, circle, uses)));
  });
}

/**
 * @param {readonly SourceFile[]} sources
 * @param {string} root
 * @returns {Map<string, Uses>} by the folder that holds the rooms
 */
function usesByFolder(sources, root) {
  /** @type {Map<string, Uses>} */
  const found = new Map();
  for (const { path, imports } of sources.filter((file) => !TEST_FILE.test(file.path))) {
    for (const specifier of imports.filter((each) => each.startsWith('.'))) {
      const target = posix.join(posix.dirname(path), specifier);
      const from = posix.relative(root, path).split('/');
      const to = posix.relative(root, target).split('/');
      const depth = from.findIndex((part, place) => part !== to[place]);
      const [room, used] = [from[depth], to[depth]];
      // A file beside the rooms is in none of them, and another package is none.
      if (room === undefined || used === undefined || used === '..') continue;
      if (depth === from.length - 1 || depth === to.length - 1) continue;
      const folder = [root, ...from.slice(0, depth)].join('/');
      const uses = entry(found, folder, () => /** @type {Uses} */ (new Map()));
      const imported = entry(
        entry(uses, room, () => new Map()),
        used,
        () => /** @type {string[]} */ ([]),
      );
      imported.push(`${posix.relative(folder, path)} imports ${posix.relative(folder, target)}`);
    }
  }
  return found;
}

/**
 * The shortest circle through each room that is in one, each circle once.
 *
 * @param {Uses} uses
 * @returns {string[][]}
 */
function circlesOf(uses) {
  const circles = [...uses.keys()]
    .toSorted()
    .map((room) => circleOf(room, uses))
    .filter(({ length }) => length > 0);
  const names = circles.map((circle) => circle.toSorted().join(' '));
  return circles.filter((_, place) => names.indexOf(names[place] ?? '') === place);
}

/**
 * @param {string} start
 * @param {Uses} uses
 * @returns {string[]} the rooms on the shortest way from one back to itself; none when there is no such way
 */
function circleOf(start, uses) {
  /** @type {Set<string>} */
  const reached = new Set();
  for (let ways = [{ room: start, path: [start] }]; ways.length > 0;) {
    const longer = ways.flatMap(({ room, path }) =>
      [...(uses.get(room)?.keys() ?? [])].toSorted().map((next) => ({ room: next, path: [...path, next] })),
    );
    const closed = longer.find(({ room }) => room === start);
    if (closed) return closed.path.slice(0, -1);
    ways = longer.filter(({ room }) => !reached.has(room) && reached.add(room));
  }
  return [];
}

/**
 * @param {string} folder
 * @param {readonly string[]} circle
 * @param {Uses} uses
 */
function problemOf(folder, circle, uses) {
  const [first = ''] = circle;
  const steps = circle.map((room, place) => {
    const imports = uses.get(room)?.get(circle[place + 1] ?? first) ?? [];
    const more = imports.length - MOST_LISTED;
    return [...imports.slice(0, MOST_LISTED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  });
  const names = `${circle.slice(0, -1).join(', ')} and ${circle[circle.length - 1]}`;
  return (
    `${folder}: the rooms ${names} need each other: ${steps.join('; ')}. ` +
    'Move what both sides use to the room that it belongs to, or to a separate room that uses neither.'
  );
}

/**
 * @template Value
 * @param {Map<string, Value>} map
 * @param {string} key
 * @param {() => Value} make
 * @returns {Value}
 */
function entry(map, key, make) {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
