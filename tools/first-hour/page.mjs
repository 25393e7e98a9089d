// @ts-check
// The page of the film: what differs from one machine and one run to the next is left out of it.

/** Longer outputs are cut in the middle. */
const MOST_LINES = 40;
/** What a terminal draws over: it is gone in the end. */
const DRAWN_OVER = /^(?:▸ |waiting for a worker$|predict +[\d,]+\/[\d,]+ files$)/;

/**
 * @param {string} output of a command
 * @param {readonly (readonly [string, string])[]} names of folders and people, and what the page calls them
 */
export function pageText(output, names) {
  const lines = output.split('\n').filter((line) => !DRAWN_OVER.test(line));
  const named = names.reduce((text, [name, called]) => text.replaceAll(name, called), cut(lines).join('\n'));
  return named
    .replaceAll(/\b127\.0\.0\.1:(?!8501)\d{4,5}\b/g, '127.0.0.1:…')
    .replaceAll(/\bprocess \d+\b/g, 'process …');
}

/** @param {readonly string[]} lines */
function cut(lines) {
  if (lines.length <= MOST_LINES) return lines;
  const kept = MOST_LINES / 2;
  return [...lines.slice(0, kept), `… ${lines.length - 2 * kept} lines …`, ...lines.slice(-kept)];
}
