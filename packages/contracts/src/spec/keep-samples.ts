import { isMap, isNode, isSeq, parseDocument } from 'yaml';
import { ContractError } from '../errors.ts';

/**
 * The text of a pipeline spec with other samples in `scrub.keep`. Nothing else of it changes, comments and layout
 * included.
 *
 * @param text valid, see `parsePipeline`
 * @param keep ids of samples
 * @throws ContractError `contracts/unreadable-spec` where the text is written so that it cannot be edited: `scrub` as
 * an alias of another part, for example
 */
export function keepSamples(text: string, file: string, keep: readonly string[]): string {
  const edited = edit(text, keep);
  const document = edited === undefined ? undefined : parseDocument(edited);
  const kept =
    document?.errors.length === 0 ? (document.toJS() as { scrub?: { keep?: unknown } }).scrub?.keep : undefined;
  if (edited !== undefined && JSON.stringify(kept) === JSON.stringify(keep)) return edited;
  throw new ContractError(
    'contracts/unreadable-spec',
    `${file} is written so that it cannot be edited here. Set scrub.keep in it to ${flow(keep)}`,
  );
}

function edit(text: string, keep: readonly string[]): string | undefined {
  const document = parseDocument(text);
  const { contents: root } = document;
  if (!isMap(root)) return undefined;
  const replaced = (start: number, end: number, part: string) => text.slice(0, start) + part + text.slice(end);
  const list = document.getIn(['scrub', 'keep'], true);
  if (isSeq(list) && list.range) {
    const start = list.range[0];
    // A block ends with the line break after its last item.
    const last = list.items.at(-1);
    const end = !list.flow && isNode(last) && last.range ? last.range[1] : list.range[1];
    return replaced(start, end, list.flow || keep.length === 0 ? flow(keep) : block(keep, indentAt(text, start)));
  }
  const isJson = root.flow === true;
  const lines = (indent: string) =>
    keep.length === 0 ? `keep: []\n${indent}` : `keep:\n${indent}  ${block(keep, `${indent}  `)}\n${indent}`;
  const scrub = document.get('scrub', true);
  const entry = `${isJson ? '"keep"' : 'keep'}: ${flow(keep)}`;
  if (isMap(scrub) && scrub.range) {
    const [start] = scrub.range;
    if (!scrub.flow) return replaced(start, start, lines(indentAt(text, start)));
    return replaced(start + 1, start + 1, scrub.items.length > 0 ? ` ${entry},` : ` ${entry} `);
  }
  if (scrub !== undefined) return undefined;
  if (isJson && root.range) return replaced(root.range[0] + 1, root.range[0] + 1, ` "scrub": { ${entry} },`);
  return `${text.trimEnd()}\n\nscrub:\n  ${lines('  ').trimEnd()}\n`;
}

/** What stands before a place in its line, as spaces. */
function indentAt(text: string, place: number): string {
  return ' '.repeat(place - (text.lastIndexOf('\n', place - 1) + 1));
}

function flow(keep: readonly string[]): string {
  return `[${keep.map((id) => JSON.stringify(id)).join(', ')}]`;
}

function block(keep: readonly string[], indent: string): string {
  return keep.map((id) => `- ${JSON.stringify(id)}`).join(`\n${indent}`);
}
