export { type Dataset, openDataset } from './dataset.ts';
export { IngestError } from './errors.ts';
export { decodeImage } from './image.ts';
export { ingest, ingestStage } from './ingest.ts';
export { loadPixels } from './load-pixels.ts';
export { normalise, scalePixels } from './scale.ts';
export { scrub, scrubStage } from './scrub.ts';
export { split, splitStage } from './split.ts';
