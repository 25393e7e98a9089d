// @ts-check
// Budgets of the files: lines and their length, names, size, a README in each package.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './source-files.mjs';
import { listPackages } from './workspace.mjs';

const MOST_LINES = 250;
const MOST_COLUMNS = 120;
const README_LINES = { least: 20, most: 60 };
const MOST_BYTES = 1_000_000;
const SOURCE = /\.(ts|mjs|cjs|js|css|html)$/;
const CODE = /\.(ts|mjs|cjs|js|css|html|py|cc|h|inl|ya?ml)$/;
/** A regular expression cannot be divided. */
const ONE_TOKEN = /^\s*\/(?![*/]).*\/[a-z]*[,;]?$/;
const GENERATED = /(^|\/)(golden|generated)\//;
const VAGUE_NAME = /(^|\/)(utils?|common|helpers?)(\.[a-z.]+)?(\/|$)/;

/**
 * Checks the budgets of every file of the repository.
 *
 * @param {string} root
 * @returns {Promise<string[]>} one line per violation
 */
export async function checkFiles(root) {
  const files = (await sourceFiles(root)).map((path) => ({
    path,
    bytes: statSync(join(root, path)).size,
    lines: SOURCE.test(path) ? countLines(join(root, path)) : 0,
    wide: CODE.test(path) ? wideLines(readFileSync(join(root, path), 'utf8')) : [],
  }));
  const packages = listPackages(root);
  const readmes = packages.map(({ folder }) => {
    const path = `${folder}/README.md`;
    return { path, lines: files.some((file) => file.path === path) ? countLines(join(root, path)) : undefined };
  });
  return [
    ...files.flatMap(fileProblems),
    ...readmes.flatMap(readmeProblems),
    ...packages.flatMap(({ commands }) => commandProblems(commands, files)),
  ];
}

/**
 * @param {{ path: string, bytes: number, lines: number, wide?: readonly number[] }} file `wide` has the numbers of
 * lines
 * @returns {string[]}
 */
export function fileProblems({ path, bytes, lines, wide = [] }) {
  const problems = [];
  if (lines > MOST_LINES && !GENERATED.test(path))
    problems.push(`${path}: ${lines} lines, at most ${MOST_LINES} are allowed. One concept per file: split it.`);
  if (wide.length > 0 && !GENERATED.test(path))
    problems.push(`${path}: more than ${MOST_COLUMNS} columns in line ${wide.join(', ')}. Break them.`);
  if (bytes > MOST_BYTES)
    problems.push(
      `${path}: ${bytes} bytes, at most ${MOST_BYTES} are allowed. ` +
        'Fetch large data in the set-up, do not keep it in git.',
    );
  if (VAGUE_NAME.test(path)) problems.push(`${path}: "utils", "common" and "helpers" say nothing. Name the concept.`);
  return problems;
}

/**
 * @param {{ path: string, lines: number | undefined }} readme
 * @returns {string[]}
 */
export function readmeProblems({ path, lines }) {
  if (lines === undefined) return [`${path}: missing.`];
  const { least, most } = README_LINES;
  return lines >= least && lines <= most ? [] : [`${path}: ${lines} lines, ${least} to ${most} are allowed.`];
}

/**
 * @param {readonly string[]} commands
 * @param {readonly { path: string }[]} files of the repository
 * @returns {string[]}
 */
export function commandProblems(commands, files) {
  return commands
    .filter((command) => !files.some(({ path }) => path === command))
    .map(
      (command) =>
        `${command}: a command that is not in the repository. npm links commands when it installs, before anything ` +
        'is built: commit a file that imports the built one.',
    );
}

/**
 * The numbers of the lines that are too wide.
 *
 * @param {string} text
 */
export function wideLines(text) {
  return text
    .split('\n')
    .flatMap((line, index) => (Array.from(line).length > MOST_COLUMNS && !ONE_TOKEN.test(line) ? [index + 1] : []));
}

/** @param {string} path */
function countLines(path) {
  return readFileSync(path, 'utf8').trimEnd().split('\n').length;
}
