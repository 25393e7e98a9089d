import type { Sample, SamplePart } from '@sightline/contracts';

/** A row of an index; the content replaces the image's bytes. */
export function sampleOf(label: string, index: number, content: string): Sample {
  const id = `${label}/${index}.png`;
  return { id, label, split: null, width: 1, height: 1, shard: 'shards/000000.tar', parts: partsOf(content) };
}

/** The parts of an image, or of a clip of several frames. */
export function partsOf(...contents: readonly string[]): SamplePart[] {
  const role = contents.length > 1 ? 'frame' : 'image';
  return contents.map((sha256, index) => ({ role, offset: 512 + 1024 * index, bytes: 1, sha256 }));
}
