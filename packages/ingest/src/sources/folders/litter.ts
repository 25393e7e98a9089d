/** What file managers, network drives and archivers leave behind, in lower case. */
const LITTER = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'icon\r',
  '__macosx',
  '$recycle.bin',
  'system volume information',
  'lost+found',
  '@eadir',
]);

/**
 * Whether a file or folder is not part of a source by its name: it is hidden (its name begins with a dot), or a system
 * left it behind. It is neither read nor set aside.
 */
export function isPassedOver(name: string): boolean {
  return name.startsWith('.') || LITTER.has(name.toLowerCase());
}

/** {@link isPassedOver} of a path: of any of its parts. */
export function isInLitter(path: string): boolean {
  return path.split('/').some((part) => part !== '.' && part !== '..' && isPassedOver(part));
}
