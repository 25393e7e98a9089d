import { join } from 'node:path';
import type { Source, SourceKind } from '@sightline/contracts';
import { imagesOf, writeFiles } from '../image-folder.fixture.ts';

/** Writes a small source of each kind into an empty folder: at least four samples of two classes. */
export const examples: { [Kind in SourceKind]: (folder: string) => Promise<Extract<Source, { kind: Kind }>> } = {
  'image-folder': async (folder) => {
    await writeFiles(folder, { ...(await imagesOf('cat', 3, 1)), ...(await imagesOf('dog', 3, 2)) });
    return { kind: 'image-folder', path: folder };
  },
  manifest: async (folder) => {
    const images = { ...(await imagesOf('cat', 3, 1)), ...(await imagesOf('dog', 3, 2)) };
    const rows = Object.keys(images).map((path) => `${path},${path.split('/')[0]}`);
    await writeFiles(folder, { ...images, 'images.csv': ['path,label', ...rows].join('\n') });
    return { kind: 'manifest', path: join(folder, 'images.csv'), boxUnit: 'share' };
  },
};

/** The same source at a path that does not exist. */
export function elsewhere<S extends Source>(source: S): S {
  return { ...source, path: join(source.path, '..', 'nowhere') };
}
