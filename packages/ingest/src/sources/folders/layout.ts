import type { Source, SplitName } from '@sightline/contracts';
import type { StageContext } from '@sightline/artifacts';
import { IngestError } from '../../errors.ts';
import { groupBy } from '../../numbers/group-by.ts';
import type { RefusedItem } from '../source.ts';
import { SPLIT_WORDS, splitNamed } from '../split-name.ts';

type Layout = Extract<Source, { kind: 'image-folder' }>['layout'];
/** `training_set`, `test images`. */
const SUFFIX = /[-_ ]?(set|data|images|videos)$/i;

/** The class and the split of a file by its folders. */
export interface Place {
  label: string;
  split?: SplitName;
}

/** How class folders lie in a source. */
export interface ClassFolders {
  layout: Exclude<Layout, 'auto'>;
  /** The place of a file, or why it has none. */
  placeOf(path: string): Place | RefusedItem['refusal'];
  /** The class that a folder is the folder of. */
  labelOf(folder: string): string | undefined;
}

interface LayoutOptions extends Pick<StageContext, 'logger'> {
  layout: Layout;
  /** The source's path, for messages. */
  path: string;
  /** What is in class folders: `image`. */
  noun: 'image' | 'video';
}

/**
 * Finds out how class folders lie, from the paths of the samples: `<class>/<image>`, or `<split>/<class>/<image>`. With
 * `auto`, the latter where each folder at the top has a split's name; and where each sample is
 * `<class>/<split>/<image>`, its split is kept.
 *
 * @throws IngestError `ingest/invalid-source` where folders with names of splits can be meant in two ways, or none has
 * where `layout` is `splits`
 */
export function classFolders(samples: readonly string[], options: LayoutOptions): ClassFolders {
  const layout = options.layout === 'classes' ? 'classes' : layoutOf(samples, options);
  const depth = layout === 'classes' ? 0 : 1;
  const { noun } = options;
  const isSplitInClass = layout === 'classes' && options.layout === 'auto' && areSplitsInClasses(samples);
  return {
    layout,
    labelOf(folder) {
      const parts = folder.split('/');
      return parts.length === depth + 1 && (depth === 0 || splitOf(parts[0])) ? parts[depth] : undefined;
    },
    placeOf(path) {
      const parts = path.split('/');
      const split = splitOf(parts[0]);
      if (layout === 'splits' && !split)
        return unplaced(`It is in none of the folders of the splits (layout: splits). Move the ${noun} there.`);
      const label = parts.length > depth + 1 ? parts[depth] : undefined;
      const given = isSplitInClass ? splitOf(parts[1]) : layout === 'splits' ? split : undefined;
      if (label !== undefined) return { label, ...(given && { split: given }) };
      const where = layout === 'splits' ? ` of ${parts[0]}` : '';
      const article = noun === 'image' ? 'An' : 'A';
      return unplaced(`${article} ${noun} outside every class folder${where}. Move it into the folder of its class.`);
    },
  };
}

/** Whether all samples that are in a class are `<class>/<split>/…`. */
function areSplitsInClasses(samples: readonly string[]): boolean {
  const inner = samples.map((sample) => sample.split('/')).filter((parts) => parts.length > 1);
  return inner.length > 0 && inner.every((parts) => parts.length > 2 && splitOf(parts[1]));
}

function unplaced(detail: string): RefusedItem['refusal'] {
  return { reason: 'missing-label', detail };
}

function splitOf(folder = ''): SplitName | undefined {
  return splitNamed(folder) ?? splitNamed(folder.replace(SUFFIX, ''));
}

function layoutOf(samples: readonly string[], { layout, path, noun, logger }: LayoutOptions): ClassFolders['layout'] {
  const tops = groupBy(
    samples.filter((sample) => sample.includes('/')),
    (sample) => sample.split('/')[0] as string,
  );
  const named = [...tops.keys()].filter((folder) => splitOf(folder));
  const others = [...tops.keys()].filter((folder) => !splitOf(folder));
  if (layout === 'splits') {
    if (named.length > 0 || samples.length === 0) return 'splits';
    throw new IngestError(
      'ingest/invalid-source',
      `The source ${path} has no folder with the name of a split (layout: splits), only ${listed(others)}. ` +
        `Allowed: ${SPLIT_WORDS}.`,
    );
  }
  if (named.length === 0) return 'classes';
  const deep = named.filter((folder) => tops.get(folder)?.some((sample) => sample.split('/').length > 2));
  const deepest = `<split>/<class>/<${noun}>`;
  const choice = `Set layout: splits where they are (${deepest}), layout: classes where they are classes.`;
  if (others.length === 0) {
    if (deep.length > 0) return 'splits';
    throw new IngestError(
      'ingest/invalid-source',
      `The folders ${listed(named)} of ${path} have names of splits, and no class folders in them. Put each ` +
        `${noun} into the folder of its class: ${named[0]}/<class>/<${noun}>. Or set layout: classes where they are ` +
        'classes.',
    );
  }
  if (deep.length > 1 || deep.some((folder) => holdsClasses(tops.get(folder) ?? []))) {
    throw new IngestError(
      'ingest/invalid-source',
      `The folders ${listed(named)} of ${path} have names of splits and hold folders of images, but ` +
        `${listed(others)} ${others.length === 1 ? 'has no such name' : 'have none'}. ${choice}`,
    );
  }
  logger.warn(`Classes of ${path} have names of splits: ${listed(named)}. ${choice}`);
  return 'classes';
}

/** Whether a folder of images is rather one of class folders: there are several, and no image outside them. */
function holdsClasses(samples: readonly string[]): boolean {
  const paths = samples.map((sample) => sample.split('/'));
  return paths.every((parts) => parts.length > 2) && new Set(paths.map((parts) => parts[1])).size > 1;
}

function listed(folders: readonly string[]): string {
  const names = folders.slice(0, 5).map((folder) => `"${folder}"`);
  return names.join(', ') + (folders.length > 5 ? ` and ${folders.length - 5} more` : '');
}
