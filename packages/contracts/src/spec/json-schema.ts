import { z } from 'zod';
import { pipelineSchema } from './pipeline.ts';

export { transformGroups } from '../augmentation/transform-groups.ts';

/** JSON Schema, draft 7, which editors know best: what of it a pipeline's spec needs. */
export interface JsonSchema {
  $schema?: string;
  $ref?: string;
  title?: string;
  description?: string;
  examples?: unknown[];
  default?: unknown;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema | JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  definitions?: Record<string, JsonSchema>;
}

/**
 * The pipeline's spec, as one writes it, as JSON Schema: every key with its description, default and range. What only
 * code can check (that fractions add up to 1, that a figure is one of the task's) is left to `parsePipeline`: what that
 * takes is valid here.
 */
export function pipelineJsonSchema(): JsonSchema {
  return written(pipelineSchema);
}

function written(schema: z.ZodType): JsonSchema {
  const json = z.toJSONSchema(schema, { target: 'draft-07', io: 'input', unrepresentable: 'any', override: express });
  return json as JsonSchema;
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** Says in JSON Schema what zod leaves out, and leaves out what is only of zod. */
const express: Override = ({ zodSchema, jsonSchema }) => {
  const json = jsonSchema as JsonSchema & Record<string, unknown>;
  const meta = z.globalRegistry.get(zodSchema) ?? {};
  delete json['moved'];
  delete json['valuesByName'];
  delete json['shorthand'];
  // zod leaves examples of what is transformed out, for they may be of its output: here they are as people write them.
  if (Array.isArray(meta['examples'])) json.examples = meta['examples'];
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  const { def } = zodSchema._zod;
  if (def.type === 'object') leaveOutForbidden(def, json);
  if (meta['valuesByName'] instanceof z.ZodType && def.type === 'custom') {
    json.type = 'object';
    json.additionalProperties = part(meta['valuesByName']);
  }
  if (meta['shorthand'] instanceof z.ZodType && def.type === 'pipe') allowAlso(json, part(meta['shorthand']));
};

function part(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = written(schema);
  return json;
}

/** A key that is only there to be refused, `kind` beside a `module`: another one is refused already. */
function leaveOutForbidden({ shape }: z.core.$ZodObjectDef, json: JsonSchema): void {
  for (const [key, value] of Object.entries(shape)) {
    const inner = value instanceof z.ZodOptional ? value.unwrap() : value;
    if (inner instanceof z.ZodUndefined) delete json.properties?.[key];
  }
}

function allowAlso(json: JsonSchema & Record<string, unknown>, shorthand: JsonSchema): void {
  if (json.anyOf?.[0] && JSON.stringify(json.anyOf[0]) === JSON.stringify(shorthand)) return;
  const { description, default: standard, ...settings } = json;
  for (const key of Object.keys(json)) delete json[key];
  Object.assign(json, {
    ...(description !== undefined && { description }),
    ...(standard !== undefined && { default: standard }),
    anyOf: [shorthand, settings],
  });
}
