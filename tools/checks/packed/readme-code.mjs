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
