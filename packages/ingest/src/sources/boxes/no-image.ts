import { IMAGE_EXTENSIONS } from '../../formats/format.ts';
import type { RefusedItem } from '../source.ts';

/** Why a file among images is none, as far as its name says. */
export const NO_IMAGE: RefusedItem['refusal'] = {
  reason: 'not-an-image',
  detail: `Its name is not that of an image. Allowed: ${IMAGE_EXTENSIONS.join(', ')}.`,
};
