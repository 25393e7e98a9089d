// @ts-check
// The names of tasks: contracts and tasks know them; all others read what a task says of itself, so that one more task
// is one more entry.
import { TASK_SCHEMAS } from '@sightline/contracts';
import { TEST_FILE } from './source-files.mjs';

/** @typedef {{ path: string } & import('./imports.mjs').FileFacts} SourceFile path relative to the root */

const TASK_FOLDERS = ['packages/contracts', 'packages/tasks'];
/** Files that may name tasks, and why. */
const EXCEPTIONS = {
  'packages/server/web/answers/answers.js': 'the widget of each task',
  'tools/bench/models/animals.mjs': 'Keras is given the recipe of a classifier',
};
const TASKS = Object.keys(TASK_SCHEMAS);

/**
 * Files that name a task in quotes, or that list tasks as the keys of one object.
 *
 * @param {readonly SourceFile[]} files
 * @returns {string[]} one line per file
 */
export function taskNameProblems(files) {
  return files.flatMap((file) => {
    const { path } = file;
    if (TASK_FOLDERS.some((folder) => path.startsWith(`${folder}/`)) || TEST_FILE.test(path)) return [];
    const naming = namingOf(file);
    if (!Object.hasOwn(EXCEPTIONS, path)) {
      const allowed = `Only ${TASK_FOLDERS.join(' and ')} do; ask the open task for what differs.`;
      return naming === undefined ? [] : [`${path}: ${naming}. ${allowed}`];
    }
    return naming === undefined ? [`${path}: names no task. Remove it from the exceptions of the check.`] : [];
  });
}

/**
 * @param {SourceFile} file
 * @returns {string | undefined} how it names a task
 */
function namingOf({ literals, objects }) {
  const task = TASKS.find((name) => literals.includes(name));
  if (task !== undefined) return `names the task '${task}'`;
  const listed = objects.map((keys) => TASKS.filter((name) => keys.includes(name))).find((names) => names.length > 1);
  return listed && `lists the tasks ${listed.join(' and ')} as keys`;
}
