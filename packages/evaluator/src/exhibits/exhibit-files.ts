import type { Exhibit } from '@sightline/contracts';
import { kindOf } from './exhibit-kinds.ts';

/** A picture or a table for each exhibit, by its path in a folder: `evaluation/confusion-matrix.svg`. */
export function exhibitFiles(exhibits: readonly Exhibit[]): Record<string, string> {
  const files = exhibits.map((exhibit) => {
    const { extension, text } = kindOf(exhibit).file(exhibit);
    return [`evaluation/${kebabCase(exhibit.name)}.${extension}`, text] as const;
  });
  return Object.fromEntries(files);
}

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
