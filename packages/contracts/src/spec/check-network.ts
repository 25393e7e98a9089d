import type { z } from 'zod';
import type { PreprocessSpec } from '../data/preprocess.ts';
import type { NetworkSpec } from '../training/network.ts';
import { networkInput, shapeProblem } from '../training/network-input.ts';

/** Refuses samples that a network of the zoo cannot take, before anything is computed. */
export function checkNetwork(
  { model, preprocess }: { model: NetworkSpec; preprocess: PreprocessSpec },
  context: z.RefinementCtx,
): void {
  if (model.architecture === undefined) return;
  const { width, height, channels } = preprocess;
  const isClip = preprocess.kind === 'clip';
  const message = shapeProblem(model, [...(isClip ? [preprocess.frames] : []), height, width, channels]);
  if (message === undefined) return;
  const isOther = (networkInput(model).medium === 'clip') !== isClip;
  const side = width < height ? 'width' : 'height';
  const [path, input] = isOther
    ? [['model', 'architecture'], model.architecture]
    : [['preprocess', side], preprocess[side]];
  context.addIssue({ code: 'custom', path, input, message });
}
