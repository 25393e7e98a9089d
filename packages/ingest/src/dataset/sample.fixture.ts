import type { Sample } from '@sightline/contracts';

/** A row of an index; the content stands for the image's bytes. */
export function sampleOf(label: string, index: number, content: string): Sample {
  const id = `${label}/${index}.png`;
  return {
    id,
    label,
    split: null,
    width: 1,
    height: 1,
    bytes: 1,
    sha256: content,
    shard: 'shards/000000.tar',
    offset: 512,
  };
}
