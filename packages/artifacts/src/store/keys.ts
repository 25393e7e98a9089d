/** Where an artifact's manifest lies in the store. */
export function manifestKey(id: string): string {
  return `manifests/${id.slice(0, 2)}/${id}.json`;
}

/** Where the bytes of that sha256 lie. */
export function blobKey(sha256: string): string {
  return `blobs/${sha256.slice(0, 2)}/${sha256}`;
}
