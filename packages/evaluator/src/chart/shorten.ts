/** A name of at most `length` characters, its middle left out. */
export function shorten(name: string, length: number): string {
  if (name.length <= length) return name;
  return `${name.slice(0, Math.ceil((length - 1) / 2))}…${name.slice(-Math.floor((length - 1) / 2))}`;
}
