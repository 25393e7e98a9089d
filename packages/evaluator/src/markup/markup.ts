/** HTML or SVG that may be put into a page as it is. Only {@link markup} and {@link trusted} make it. */
export interface Markup {
  readonly source: string;
}

type Content = string | number | Markup | undefined | readonly Content[];

/**
 * A piece of HTML or SVG. Values put into it are escaped, whether text or attribute (quote the attribute): a file named
 * `<script>` shows as its name. Markup goes in as it is, lists one after another, `undefined` not at all.
 *
 * @example
 * markup`<td title="${sample.id}">${label}</td>`
 */
export function markup(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return { source: strings.map((text, index) => (index === 0 ? '' : sourceOf(values[index - 1])) + text).join('') };
}

/** Takes text for markup unchecked. Only for text of this package's own: style sheets. */
export function trusted(source: string): Markup {
  return { source };
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function sourceOf(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'number') return String(content);
  // XML does not allow control characters at all, escaped or not.
  if (typeof content === 'string')
    return legible(content).replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
  return isList(content) ? content.map(sourceOf).join('') : content.source;
}

function legible(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}

function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}
