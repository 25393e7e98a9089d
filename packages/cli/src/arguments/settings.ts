/** Adds a value to be taken instead of that of a spec's file to those before it. */
export function addSetting(value: string, before: string[] = []): string[] {
  return [...before, value];
}
