// @ts-check
// `npm run wasm`: compiles each packages/*/assembly/*.ts (AssemblyScript) to WebAssembly with SIMD and embeds it in
// packages/*/src/generated/*.ts, so that building a package needs no compiler. `--check` compiles and only says whether
// what is there is still right.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const PACKAGES = fileURLToPath(new URL('../packages', import.meta.url));
const checkOnly = process.argv.includes('--check');

for (const name of (await readdir(PACKAGES)).sort()) {
  const folder = join(PACKAGES, name, 'assembly');
  if (!existsSync(folder)) continue;
  for (const file of (await readdir(folder)).filter((path) => path.endsWith('.ts')).sort()) {
    const target = join(PACKAGES, name, 'src', 'generated', file);
    const text = moduleOf(file, await compile(folder, file));
    if (!checkOnly) {
      await mkdir(join(target, '..'), { recursive: true });
      await writeFile(target, text);
    } else if (!existsSync(target) || (await readFile(target, 'utf8')) !== text) {
      console.error(`${target} is not what ${join(folder, file)} compiles to. Run \`npm run wasm\`.`);
      process.exitCode = 1;
    }
  }
}

/**
 * @param {string} folder
 * @param {string} file
 * @returns {Promise<Uint8Array>}
 */
async function compile(folder, file) {
  /** @type {Uint8Array | undefined} */
  let binary;
  let messages = '';
  const { error } = await asc.main(
    [file, '-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert', '--outFile', 'out.wasm'],
    {
      readFile: (path) => readFile(join(folder, path), 'utf8').catch(() => null),
      writeFile: (path, content) => {
        if (path === 'out.wasm') binary = /** @type {Uint8Array} */ (content);
      },
      listFiles: () => [],
      stderr: {
        write(chunk) {
          messages += String(chunk);
        },
      },
    },
  );
  if (error || !binary) throw new Error(`${join(folder, file)} does not compile:\n${messages}`);
  return binary;
}

/**
 * @param {string} file
 * @param {Uint8Array} binary
 */
function moduleOf(file, binary) {
  const name = `${file.replace(/\.ts$/, '').replaceAll('-', '_').toUpperCase()}_WASM`;
  const base64 = Buffer.from(binary).toString('base64');
  return (
    `/** WebAssembly, base64: assembly/${file}, compiled by \`npm run wasm\`. */\nexport const ${name} =\n  ` +
    `'${base64}';\n`
  );
}
