import type { Node } from '@sightline/engine';
import type { AttributeProto, GraphProto } from './model-proto.ts';

/** An ONNX attribute. */
type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly graph: GraphProto };

/** The attributes of an ONNX node, by name. */
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/** A truth value of a TensorFlow node, false where it is not set, as ONNX has it: 0 or 1. */
export function flagOf({ attributes }: Node, name: string): { readonly int: number } {
  return { int: attributes[name]?.value === true ? 1 : 0 };
}

/** An attribute as the message of ONNX's format. */
export function attributeProto(name: string, attribute: OnnxAttribute): AttributeProto {
  if ('float' in attribute) return { name, type: 1, f: attribute.float };
  if ('int' in attribute) return { name, type: 2, i: attribute.int };
  if ('string' in attribute) return { name, type: 3, s: new TextEncoder().encode(attribute.string) };
  if ('graph' in attribute) return { name, type: 5, g: attribute.graph };
  if ('floats' in attribute) return { name, type: 6, floats: attribute.floats };
  if ('strings' in attribute) {
    return { name, type: 8, strings: attribute.strings.map((text) => new TextEncoder().encode(text)) };
  }
  return { name, type: 7, ints: attribute.ints };
}
