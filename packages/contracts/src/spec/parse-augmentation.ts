import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ContractError, messageOf } from '../errors.ts';
import { parse } from '../parse.ts';
import { parsePipeline } from './parse-pipeline.ts';
import type { PreprocessSpec } from '../data/preprocess.ts';
import { type Augmentation, augmentationSchema } from '../augmentation/augmentation.ts';
import { placedTransforms } from '../augmentation/custom-transforms.ts';
import { type Transform, transformSchema } from '../augmentation/transform.ts';

const seededSchema = augmentationSchema.extend({ seed: z.int().default(0) });

/** What a file says about augmentation. */
export interface AugmentationSpec {
  augmentation: Augmentation;
  /** Of a pipeline. */
  preprocess?: PreprocessSpec;
}

/**
 * Parses the text of a file, YAML or JSON, that lists transforms: a list of them, an augmentation as
 * `augmentation.json` has it (the seed may be left out), or a pipeline.
 *
 * @throws ContractError `contracts/unreadable-spec` when the text is not YAML,
 * `contracts/invalid-input` when it is not valid
 */
export function parseAugmentation(text: string, file: string): AugmentationSpec {
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (cause) {
    throw new ContractError('contracts/unreadable-spec', `${file} is not YAML or JSON: ${messageOf(cause)}`, { cause });
  }
  const placed = (transforms: readonly Transform[]) =>
    placedTransforms(transforms, (path) => resolve(dirname(file), path));
  if (Array.isArray(value)) {
    return { augmentation: { transforms: placed(parse(z.array(transformSchema), value, file)), seed: 0 } };
  }
  if (typeof value === 'object' && value !== null && 'transforms' in value) {
    const augmentation = parse(seededSchema, value, file);
    return { augmentation: { ...augmentation, transforms: placed(augmentation.transforms) } };
  }
  const { augment: transforms, mix, boxes, seed, preprocess } = parsePipeline(text, file);
  return { augmentation: { transforms, ...(mix && { mix }), ...(boxes && { boxes }), seed }, preprocess };
}
