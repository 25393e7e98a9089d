// @ts-check
// The code of a README.

/**
 * The fenced blocks of a Markdown text that are marked `js`, in order: the ones that must run as they are.
 *
 * @param {string} markdown
 * @returns {string[]}
 */
export function runnableBlocks(markdown) {
  return [...markdown.matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
}

/**
 * The packages that a README says to install: those of its lines `npm i …`.
 *
 * @param {string} markdown
 * @returns {string[]} names, without versions and aliases
 */
export function namedToInstall(markdown) {
  return [...markdown.matchAll(/^npm (?:i|install) ([^#\n]+)/gm)]
    .flatMap(([, words = '']) => words.trim().split(/\s+/))
    .filter((word) => !word.startsWith('-'))
    .map((word) => packageOf(word.replace(/(?<=.)@.*/, '')));
}

/**
 * The packages that code imports, those of Node left out.
 *
 * @param {string} code
 * @returns {string[]}
 */
export function importedPackages(code) {
  return [...code.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)]
    .map(([, named, loaded]) => named ?? loaded ?? '')
    .filter((specifier) => !/^node:|^\./.test(specifier))
    .map(packageOf);
}

/** @param {string} specifier */
function packageOf(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
