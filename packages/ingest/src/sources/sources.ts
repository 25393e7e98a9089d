import { stat } from 'node:fs/promises';
import type { StageContext } from '@sightline/artifacts';
import type { Source, SourceKind } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { openArchive } from './archive/archive.ts';
import { openWebDataset } from './archive/webdataset.ts';
import { openCifar } from './arrays/cifar.ts';
import { openIdx } from './arrays/idx.ts';
import { openNpy } from './arrays/npy.ts';
import { openCoco } from './boxes/coco/coco.ts';
import { openPascalVoc } from './boxes/voc/pascal-voc.ts';
import { openYolo } from './boxes/yolo/yolo.ts';
import { contentsOf } from './folders/contents.ts';
import { openImageFolder } from './folders/image-folder.ts';
import { labelsFromBoxes } from './labels/labels-from-boxes.ts';
import { openManifest } from './manifest/manifest.ts';
import { isSystemFailure, unreadable } from '../system-failure.ts';
import type { OpenContext, SourceListing } from './source.ts';
import { openTfRecord } from './tfrecord/tfrecord.ts';
import { openVideo } from './video/video.ts';

interface Reader<Kind extends SourceKind> {
  open: (source: Extract<Source, { kind: Kind }>, context: OpenContext) => Promise<SourceListing>;
  /**
   * What identifies the content of a source: the files directly in its folder, or all below it, or, where samples are
   * separate files, each sample's annotations and bytes.
   */
  identity: 'files' | 'tree' | 'samples';
  /** Whether all that it reads is at or below its path: files that have not changed then mean that it has not. */
  isWithin: boolean;
}

/** The readers, one per kind of source. */
export const sources: { readonly [Kind in SourceKind]: Reader<Kind> } = {
  'image-folder': { open: openImageFolder, identity: 'samples', isWithin: true },
  manifest: { open: openManifest, identity: 'samples', isWithin: false },
  idx: { open: openIdx, identity: 'files', isWithin: true },
  npy: { open: openNpy, identity: 'files', isWithin: true },
  cifar: { open: openCifar, identity: 'files', isWithin: true },
  coco: { open: openCoco, identity: 'samples', isWithin: false },
  yolo: { open: openYolo, identity: 'samples', isWithin: false },
  'pascal-voc': { open: openPascalVoc, identity: 'samples', isWithin: false },
  tfrecord: { open: openTfRecord, identity: 'tree', isWithin: true },
  video: { open: openVideo, identity: 'tree', isWithin: true },
  webdataset: { open: openWebDataset, identity: 'tree', isWithin: true },
  archive: { open: openArchive, identity: 'files', isWithin: true },
};

/**
 * Lists a source with the reader of its kind.
 *
 * @throws IngestError when it is missing, unreadable, empty or not what its kind says
 */
export async function openSource(source: Source, context: StageContext): Promise<SourceListing> {
  const open: OpenContext['open'] = (inner, logger) => openSource(inner, { ...context, logger });
  try {
    const listing = await (sources[source.kind] as Reader<SourceKind>).open(source, { ...context, open });
    return takesLabels(source) ? labelsFromBoxes(listing, source.labels) : listing;
  } catch (cause) {
    if (isSystemFailure(cause)) throw unreadable(source.path, cause);
    throw cause instanceof IngestError && cause.code === 'ingest/empty-source'
      ? await withContents(cause, source)
      : cause;
  }
}

/** Whether the samples of a source are to get their classes from boxes. */
function takesLabels(source: Source): source is Extract<Source, { kind: 'coco' }> & { labels: string } {
  return 'labels' in source && source.kind !== 'cifar' && source.labels !== undefined;
}

/** An error that says that nothing was found, with what is there instead. */
async function withContents(error: IngestError, { path }: Source): Promise<IngestError> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return error;
  return new IngestError(error.code, `${error.message} ${await contentsOf(path)}`, { cause: error });
}
