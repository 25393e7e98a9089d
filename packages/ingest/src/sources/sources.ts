import type { Source, SourceKind } from '@sightline/contracts';
import { openArchive } from './archive/archive.ts';
import { openWebDataset } from './archive/webdataset.ts';
import { openCifar } from './arrays/cifar.ts';
import { openIdx } from './arrays/idx.ts';
import { openNpy } from './arrays/npy.ts';
import { openCoco } from './boxes/coco.ts';
import { openPascalVoc } from './boxes/pascal-voc.ts';
import { openYolo } from './boxes/yolo.ts';
import { openImageFolder } from './image-folder.ts';
import { openManifest } from './manifest/manifest.ts';
import type { OpenContext, SourceListing } from './source.ts';
import { openTfRecord } from './tfrecord/tfrecord.ts';
import { openVideo } from './video/video.ts';

type OpenSource<Kind extends SourceKind> = (
  source: Extract<Source, { kind: Kind }>,
  context: OpenContext,
) => Promise<SourceListing>;

/** The readers, one a kind of source. */
export const sources: { readonly [Kind in SourceKind]: OpenSource<Kind> } = {
  'image-folder': openImageFolder,
  manifest: openManifest,
  idx: openIdx,
  npy: openNpy,
  cifar: openCifar,
  coco: openCoco,
  yolo: openYolo,
  'pascal-voc': openPascalVoc,
  tfrecord: openTfRecord,
  video: openVideo,
  webdataset: openWebDataset,
  archive: openArchive,
};

/** Lists a source with the reader of its kind. @throws IngestError when it is missing, unreadable, empty or not what its kind says */
export function openSource(source: Source, signal: AbortSignal): Promise<SourceListing> {
  const open = (inner: Source) => openSource(inner, signal);
  return (sources[source.kind] as OpenSource<SourceKind>)(source, { open, signal });
}
