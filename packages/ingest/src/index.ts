export { openDataset, type Dataset } from './dataset.ts';
export { checkImage, decodeImage, type ImageFacts } from './decode.ts';
export { IngestError, UndecodableImageError } from './errors.ts';
export { ingest, ingestStage } from './ingest.ts';
export { loadPixels } from './load-pixels.ts';
export { normalise, scalePixels } from './scale.ts';
export { scrub, scrubStage } from './scrub.ts';
export { assignSplits, split, splitStage } from './split.ts';
