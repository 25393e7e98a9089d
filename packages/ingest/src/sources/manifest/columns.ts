import { IngestError } from '../../errors.ts';

/** What a column of a manifest is for. */
type Role = 'path' | 'label' | 'labels' | 'boxes' | 'group' | 'time' | 'split';

/** The name of each role's column. */
export type Columns = { [Key in Role]?: string | undefined };

/** What tools call the columns, beside the name of the role itself. */
const ALIASES: Readonly<Record<Role, readonly string[]>> = {
  path: 'file_name filename file file_path filepath image image_path image_name image_file img img_path'.split(' '),
  label: ['class', 'class_name', 'classname', 'class_label', 'label_name', 'category', 'category_name'],
  labels: [],
  boxes: [],
  group: [],
  time: [],
  split: [],
};
const ROLES = Object.keys(ALIASES) as Role[];

/**
 * Finds the column of each role: the one that `columns` names, or is called as the role is, or as tools call it, in any
 * case.
 *
 * @param names of all columns
 * @throws IngestError `ingest/invalid-source` when two could be meant
 */
export function rolesOf(names: readonly string[], columns: Columns | undefined, table: string): Columns {
  const roles: Columns = {};
  for (const role of ROLES) {
    const given = columns?.[role];
    const column = given === undefined ? usual(role, names, table) : names.find((name) => name === given);
    if (column !== undefined) roles[role] = column;
  }
  return roles;
}

/** The failure of a table that has no column which `columns` names. @param names of the columns of all rows */
export function unknownColumn(table: string, names: readonly string[], wanted: string): IngestError {
  return invalid(table, `has no column "${wanted}", which \`columns\` names; it has ${listOf(names)}.`);
}

/** The failure of a table in which no row has what each needs. @param names of the columns of all rows */
export function missingColumn(table: string, names: readonly string[], role: 'path' | 'label'): IngestError {
  const known = [role, ...ALIASES[role]].join(', ');
  const what = role === 'path' ? 'the path of an image' : 'its label, and none of labels, values or boxes';
  return invalid(
    table,
    `has the columns ${listOf(names)}; none is known to hold ${what} (${known}). Name it: \`columns: { ${role}: … }\`.`,
  );
}

/** How tools call the first number of a box, or all of them, where each row is one box. */
const OF_BOXES: readonly string[] = ['xmin', 'x_min', 'x1', 'bbox', 'bbox_x', 'bbox_x1', 'bbox_xmin'];

/** A warning of columns that seem to hold boxes and are not read. @param used the columns that are */
export function unreadBoxes(
  table: string,
  names: readonly string[],
  used: readonly (string | undefined)[],
): string | undefined {
  const found = names.filter((name) => OF_BOXES.includes(folded(name)) && !used.includes(name));
  if (found.length === 0) return undefined;
  return (
    `The manifest ${table} has ${listOf(found)}, which may belong to boxes and is not read. Boxes are in one column, ` +
    'as JSON: [{ label, x, y, width, height }, …] for each image.'
  );
}

function usual(role: Role, names: readonly string[], table: string): string | undefined {
  const called = (words: readonly string[]) => names.filter((name) => words.includes(folded(name)));
  const own = called([role]);
  const found = own.length > 0 ? own : called(ALIASES[role]);
  if (found.length < 2) return found[0];
  throw invalid(table, `has ${listOf(found)}, which may each be the ${role}. Name one: \`columns: { ${role}: … }\`.`);
}

function folded(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}

function listOf(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name.slice(0, 60))).join(', ') || 'none';
}

function invalid(table: string, problem: string): IngestError {
  return new IngestError('ingest/invalid-source', `The manifest ${table} ${problem}`);
}
