/** Columns of a Parquet file with a network's numbers, `data` `[samples, names.length]`, one per name. */
export function numberColumns(names: readonly string[], data: Float32Array) {
  return names.map((name, column) => ({
    name,
    data: Float32Array.from(
      { length: data.length / names.length },
      (_, row) => data[row * names.length + column] as number,
    ),
    type: 'FLOAT' as const,
  }));
}

/** `[rows, names.length]`: what {@link numberColumns} made columns of, bit for bit. */
export function numbersOf(rows: readonly Readonly<Record<string, unknown>>[], names: readonly string[]): Float32Array {
  const data = new Float32Array(rows.length * names.length);
  for (const [index, row] of rows.entries()) {
    for (const [column, name] of names.entries()) data[index * names.length + column] = Number(row[name]);
  }
  return data;
}
