import { z } from 'zod';

/** A layer or model as Keras describes it in `config.json` and `model_config`. */
export interface KerasConfig {
  readonly className: string;
  /** Undefined for a cell, and for what Keras names itself. */
  readonly name: string | undefined;
  /** Of a model: its layers in order. */
  readonly layers: readonly KerasConfig[] | undefined;
  /** Of a wrapper: what it wraps, by the name of its setting. */
  readonly parts: Readonly<Record<string, KerasConfig>>;
}

const describedSchema = z.looseObject({ class_name: z.string(), config: z.record(z.string(), z.unknown()) });

/** @returns undefined when it describes no layer */
export function kerasConfigOf(json: unknown): KerasConfig | undefined {
  const parsed = describedSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const { class_name: className, config } = parsed.data;
  const layers = Array.isArray(config['layers'])
    ? config['layers'].map(kerasConfigOf).filter((layer) => layer !== undefined)
    : undefined;
  const parts = Object.entries(config).flatMap(([setting, value]) => {
    const part = Array.isArray(value) ? undefined : kerasConfigOf(value);
    return part ? [[setting, part] as const] : [];
  });
  const name = typeof config['name'] === 'string' ? config['name'] : undefined;
  return { className, name, layers, parts: Object.fromEntries(parts) };
}

/** The model that a layer is, or that it wraps, as a `TimeDistributed` model. */
export function modelWithin(config: KerasConfig | undefined): KerasConfig | undefined {
  if (config === undefined || config.layers) return config;
  return modelWithin(config.parts['layer']);
}
