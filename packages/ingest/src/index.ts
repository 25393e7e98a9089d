export { type Dataset, openDataset } from './dataset.ts';
export { IngestError } from './errors.ts';
export { decodeImage } from './image.ts';
export { ingest, ingestStage } from './ingest.ts';
export { loadPixels } from './load-pixels.ts';
export { normalise, scalePixels } from './scale.ts';
export { restore } from './scrub/restore.ts';
export { scrub, scrubStage } from './scrub/scrub.ts';
export { split, splitStage } from './split.ts';
