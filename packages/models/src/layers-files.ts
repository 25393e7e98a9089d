/** The file of a network's weights beside its `model.json`. */
export const WEIGHTS = 'weights.bin';

/** The files of a model in an artifact. */
export function layersFiles(prefix = 'layers'): { readonly topology: string; readonly weights: string } {
  return { topology: `${prefix}/model.json`, weights: `${prefix}/${WEIGHTS}` };
}
