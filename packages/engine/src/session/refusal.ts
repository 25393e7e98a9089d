/**
 * What TensorFlow's messages say that a user can fix, in plain words; the operation and layer are named beside it.
 */
const REASONS: readonly [pattern: RegExp, reason: (...found: string[]) => string][] = [
  [
    /indices(\[[\d, ]*\])? = (-?\d+) is not in \[0, (\d+)\)/,
    (place, value, count) =>
      `it was given ${value}${place ? ` at ${place}` : ''}, and there are ${count}: 0 to ${Number(count) - 1}`,
  ],
  [
    /label value of (-?\d+) which is outside the valid range of \[0, (\d+)\)/,
    (value, count) => `it was given the class ${value}, and there are ${count}: 0 to ${Number(count) - 1}`,
  ],
  [
    /output size would be negative: -?\d+ \[input_size: (\d+), effective_filter_size: (\d+)/,
    (size, kernel) => `its input is ${size} long, and its window ${kernel}`,
  ],
  [/Negative dimension size/, () => 'its input is smaller than its window'],
  [
    /(?:Incompatible shapes: |shape\[0\] = )(\[[\d,]*\]) vs\. (?:shape\[\d+\] = )?(\[[\d,]*\])/,
    (one, other) => `the shapes ${one} and ${other} do not fit each other`,
  ],
  [/OOM|Resource ?Exhausted|out of memory/i, () => 'there is not enough memory'],
];

/** Why TensorFlow refused something; shapes, types and values are all that is left. */
export function reasonOf(message: string): string {
  for (const [pattern, reason] of REASONS) {
    const [found, ...parts] = pattern.exec(message) ?? [];
    if (found !== undefined) return reason(...parts.map((part) => part ?? ''));
  }
  return 'shapes, element types or values do not fit';
}

/**
 * The operation of a program that a message is about, and its layer, from the names of nodes: `p0/words/GatherV2_3`.
 */
export function placeOfRefusal(message: string): string {
  const [, path = ''] = /\{\{node p\d+\/([^}]*)\}\}/.exec(message) ?? [];
  const op = /([^/]*)_\d+$/.exec(path)?.[1];
  const layer = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  return `${op ?? 'The program'}${layer ? ` in the layer "${layer}"` : ''}`;
}
