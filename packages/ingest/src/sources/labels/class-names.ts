/** The names of classes in a text with one on each line, in the order of their numbers; empty lines do not count. */
export function namesIn(text: string): string[] {
  return linesOf(text)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The lines of a text, whatever breaks them: CR LF, LF or CR. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}
