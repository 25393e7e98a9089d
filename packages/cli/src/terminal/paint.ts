/** Colours for one stream: none when it is not a terminal or NO_COLOR is set (https://no-color.org). */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

export function paintFor(stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env): Paint {
  const coloured = stream.isTTY === true && !environment['NO_COLOR'];
  const style = (open: number, close: number) => (text: string) =>
    coloured ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return { good: style(32, 39), bad: style(31, 39), dim: style(2, 22), bold: style(1, 22) };
}
