import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { ContractError, messageOf } from '../errors.ts';
import { placedTransforms } from '../augmentation/custom-transforms.ts';
import { aliasSchema } from '../deployment/registry.ts';
import type { SecretPlace } from '../deployment/secret.ts';
import type { RunTriggers } from '../deployment/triggers.ts';
import { parse } from '../parse.ts';
import { placeOfWeights } from '../training/weights.ts';
import { type Pipeline, pipelineSchema } from './pipeline.ts';
import { withSettings } from './settings.ts';

/**
 * Parses the text of a pipeline spec (YAML, or JSON, which is YAML too). Relative paths, of the source, custom modules
 * and the file of a secret, are resolved against the folder of `file`.
 *
 * @param settings values to take instead of the text's, such as `fit.epochs=5`: see {@link withSettings}
 * @throws ContractError `contracts/unreadable-spec` when the text is not YAML,
 * `contracts/invalid-input` when it is not valid
 */
export function parsePipeline(text: string, file: string, settings: readonly string[] = []): Pipeline {
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (cause) {
    throw new ContractError('contracts/unreadable-spec', `${file} is not YAML or JSON: ${messageOf(cause)}`, { cause });
  }
  const what = settings.length > 0 ? `${file} with the settings ${settings.join(', ')}` : file;
  const pipeline = parse(pipelineSchema, withSettings(value, settings), what);
  const here = (path: string) => resolve(dirname(file), path);
  const { ingest, augment, model, fit, deploy, triggers, notify } = pipeline;
  const { weights } = model;
  return {
    ...pipeline,
    ingest: { ...ingest, source: { ...ingest.source, path: here(ingest.source.path) } },
    augment: placedTransforms(augment, here),
    model: {
      ...model,
      ...('module' in model && { module: here(model.module) }),
      ...(weights && { weights: { ...weights, from: placed(weights.from, deploy.name, here) } }),
    },
    fit: {
      ...fit,
      ...(fit.loss && { loss: placedModule(fit.loss, here) }),
      ...(fit.metrics && {
        metrics: Object.fromEntries(
          Object.entries(fit.metrics).map(([name, metric]) => [name, placedModule(metric, here)]),
        ),
      }),
      ...(fit.callbacks && { callbacks: fit.callbacks.map((callback) => placedModule(callback, here)) }),
    },
    ...(triggers && { triggers: placedTriggers(triggers, here) }),
    ...(notify && { notify: notify.map((target) => placedSecret(target, here)) }),
  };
}

/** An alias alone is of the model that the pipeline deploys. */
function placed(from: string, name: string, here: (path: string) => string): string {
  if (aliasSchema.safeParse(from).success && placeOfWeights(from).kind === 'file') return `${name}@${from}`;
  return placeOfWeights(from).kind === 'file' ? here(from) : from;
}

function placedModule<Custom extends { module: string }>(custom: Custom, here: (path: string) => string): Custom {
  return { ...custom, module: here(custom.module) };
}

function placedTriggers(triggers: RunTriggers, here: (path: string) => string): RunTriggers {
  const { webhook } = triggers;
  return webhook ? { ...triggers, webhook: placedSecret(webhook, here) } : triggers;
}

function placedSecret<Holder extends { secret: SecretPlace }>(holder: Holder, here: (path: string) => string): Holder {
  const { file } = holder.secret;
  return file === undefined ? holder : { ...holder, secret: { file: here(file) } };
}
