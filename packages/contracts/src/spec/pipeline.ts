import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { augmentationSchema } from '../augmentation/augmentation.ts';
import { mixSchema } from '../augmentation/mixing.ts';
import { transformSchema } from '../augmentation/transform.ts';
import { ingestInputSchema } from '../data/dataset.ts';
import { aliasSchema, modelNameSchema } from '../deployment/deployment.ts';
import { ContractError, messageOf } from '../errors.ts';
import { gateRulesSchema } from '../evaluation/evaluation.ts';
import { parse } from '../parse.ts';
import { preprocessSpecSchema } from '../data/preprocess.ts';
import { scrubPolicySchema } from '../data/scrub.ts';
import { splitSchema } from '../data/split.ts';
import { fitSchema, modelSpecSchema } from '../training/training.ts';

/** A whole pipeline, from a folder of images to a served model: `pipeline.yaml`. */
export const pipelineSchema = z.strictObject({
  name: modelNameSchema,
  /** The root of all randomness: initial weights, split, shuffling, augmentation, dropout. */
  seed: z.int().min(0).default(0),
  ingest: ingestInputSchema,
  scrub: scrubPolicySchema.prefault({}),
  split: splitSchema.prefault({}),
  preprocess: preprocessSpecSchema,
  augment: z.array(transformSchema).default([]),
  /** How augmented training samples are mixed, one after the other. */
  mix: z.array(mixSchema).optional(),
  /** Which boxes transforms and mixing keep. */
  boxes: augmentationSchema.shape.boxes,
  model: modelSpecSchema,
  fit: fitSchema,
  gate: gateRulesSchema.prefault({}),
  deploy: z.strictObject({ name: modelNameSchema, alias: aliasSchema.default('production') }),
});
export type Pipeline = z.infer<typeof pipelineSchema>;

/**
 * Parses the text of a pipeline spec (YAML, or JSON, which is YAML too). A relative source path is resolved against the folder of `file`.
 *
 * @throws ContractError `contracts/unreadable-spec` when the text is not YAML, `contracts/invalid-input` when it does not fit
 */
export function parsePipeline(text: string, file: string): Pipeline {
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (cause) {
    throw new ContractError('contracts/unreadable-spec', `${file} is not YAML or JSON: ${messageOf(cause)}`, { cause });
  }
  const pipeline = parse(pipelineSchema, value, file);
  const path = resolve(dirname(file), pipeline.ingest.source.path);
  return { ...pipeline, ingest: { ...pipeline.ingest, source: { ...pipeline.ingest.source, path } } };
}
