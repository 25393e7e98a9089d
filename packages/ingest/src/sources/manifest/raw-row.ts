/**
 * A row as its file has it, with the names of classes where the file knows them, by column; or what is wrong with its
 * text.
 */
export type RawRow = { value: unknown; classes?: ReadonlyMap<string, readonly string[]> } | { problem: string };
