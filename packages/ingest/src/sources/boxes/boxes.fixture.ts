/** An object of an annotation of Pascal VOC. */
export function vocObject(name: string, [xmin, ymin, xmax, ymax]: readonly (number | string)[]): string {
  return `<object><name>${name}</name><bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`;
}
