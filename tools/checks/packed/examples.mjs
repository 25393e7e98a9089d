// @ts-check
// The code of the packages' READMEs, run where the packages are installed.
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { runCommand } from '../../command.mjs';
import { importedPackages, namedToInstall, runnableBlocks } from './readme-code.mjs';

/** A machine that has other work to do may take minutes; what hangs must end all the same. */
const TIMEOUT_MS = 600_000;
/** The declarations of TensorFlow.js have errors under these options, which only TensorFlow.js can mend. */
const OURS = /^(?:[\w-]+\.mts|node_modules\/@sightline\/)/;
const STRICT = {
  strict: true,
  skipLibCheck: false,
  noEmit: true,
  module: 'nodenext',
  target: 'es2023',
  types: ['node'],
};

/** @typedef {{ name: string, code: string, file: string }} Example `name` is the package's */

/**
 * Writes each example of the installed packages into the project.
 *
 * @param {string} project
 * @param {readonly string[]} names of packages
 * @returns {Promise<{ examples: Example[], problems: string[] }>} a problem for each package without an example, and
 *   for each import of what its README does not say to install: some package managers give a project nothing else
 */
export async function writeExamples(project, names) {
  const readmes = await Promise.all(
    names.map(async (name) => ({
      name,
      text: await readFile(join(project, 'node_modules', name, 'README.md'), 'utf8'),
    })),
  );
  const examples = readmes.flatMap(({ name, text }) =>
    runnableBlocks(text).map((code, index) => ({ name, code, file: `${basename(name)}-${index + 1}.mjs` })),
  );
  for (const { file, code } of examples) await writeFile(join(project, file), code);
  const withoutExample = names
    .filter((name) => !examples.some((example) => example.name === name))
    .map((name) => `${name}: its README has no \`\`\`js example that could be run.`);
  const notInstalled = readmes.flatMap(({ name, text }) => {
    const installed = namedToInstall(text);
    return [...new Set(runnableBlocks(text).flatMap(importedPackages))]
      .filter((imported) => !installed.includes(imported))
      .map((imported) => `${name}: its README imports ${imported}, which its \`npm i\` line does not name.`);
  });
  return { examples, problems: [...withoutExample, ...notInstalled] };
}

/**
 * Runs examples, as many at a time as there are processors.
 *
 * @param {string} project
 * @param {readonly Pick<Example, 'name' | 'file'>[]} examples
 * @param {{ node?: string, signal?: AbortSignal | undefined }} [options] the program of Node
 * @returns {Promise<string[]>} one entry per example that failed
 */
export async function runExamples(project, examples, { node = process.execPath, signal } = {}) {
  /** @type {string[]} */
  const problems = [];
  const queue = [...examples];
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (let example = queue.shift(); example; example = queue.shift()) {
      const { code, output } = await runCommand(node, [example.file], {
        cwd: project,
        env: { ...process.env, TMPDIR: project },
        timeoutMs: TIMEOUT_MS,
        signal,
      });
      if (code !== 0) problems.push(`${example.name}: ${example.file} ended with code ${code}:\n${output.trim()}`);
    }
  });
  await Promise.all(workers);
  return problems;
}

/**
 * A program that loads packages as CommonJS does.
 *
 * @param {string} project
 * @param {readonly string[]} names
 * @returns {Promise<Pick<Example, 'name' | 'file'>>}
 */
export async function writeRequire(project, names) {
  const file = 'require.cjs';
  const lines = names.map((name) => `if (Object.keys(require('${name}')).length === 0) throw new Error('${name}');\n`);
  await writeFile(join(project, file), lines.join(''));
  return { name: 'require', file };
}

/**
 * Compiles examples as strict TypeScript, the declarations of the packages included.
 *
 * @param {string} project
 * @param {readonly Example[]} examples
 * @param {{ tsc: string, signal?: AbortSignal | undefined }} options `tsc` is the compiler's program
 * @returns {Promise<string[]>} one entry per error in an example or in a declaration of `@sightline`
 */
export async function typeProblems(project, examples, { tsc, signal }) {
  const files = examples.map(({ file }) => file.replace('.mjs', '.mts'));
  for (const [index, { code }] of examples.entries()) await writeFile(join(project, files[index] ?? ''), code);
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: STRICT, files }));
  const { code, output } = await runCommand(tsc, ['--project', project, '--pretty', 'false'], { cwd: project, signal });
  if (code !== 0 && !output.includes('error TS')) throw new Error(`The compiler ended with code ${code}:\n${output}`);
  return output.split(/\n(?=\S)/).filter((error) => OURS.test(error));
}
