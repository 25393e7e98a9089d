/**
 * Whether a name fits a pattern, where `*` stands for any characters and `?` for one; upper and lower case are the
 * same.
 */
export function fitsPattern(name: string, pattern: string): boolean {
  const literal = pattern.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(name);
}
