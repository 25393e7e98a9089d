import type { Node, Program, Value, ValueId } from '@sightline/engine';
import type { DeployerError } from '../errors.ts';
import type { OnnxAttributes } from './attributes.ts';
import type { KnownTensor } from './known-tensor.ts';
import type { GraphProto, NodeProto } from './model-proto.ts';

/** The ONNX graph that converters write to. Tensors go by their ONNX names. */
export interface GraphBuilder {
  /** The ONNX tensor of a program's value. */
  tensor(id: ValueId | undefined): string;
  /** Type and shape of a program's value. */
  value(id: ValueId | undefined): Value;
  /** The values of a program's value, when they do not depend on the inputs. */
  known(id: ValueId | undefined): KnownTensor | undefined;
  /** The numbers of a constant operand (axes, shapes). @throws DeployerError when it is computed */
  numbers(node: Node, input: number): number[];
  /** How many nodes and outputs use a value. */
  uses(id: ValueId): number;
  /** Adds a node; returns its output tensor. */
  add(opType: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  /** Adds a node of several outputs; returns them. */
  addAll(opType: string, inputs: readonly string[], attributes: OnnxAttributes, count: number): string[];
  /** The node that makes a tensor. */
  maker(tensor: string): NodeProto | undefined;
  /** Adds an initializer; returns its tensor. */
  constant(tensor: KnownTensor): string;
  /** Adds a list of 64-bit integers, which ONNX takes for shapes and axes. */
  integers(values: readonly number[]): string;
  /** An operand that ONNX takes as 64-bit integers: a shape, repeats, paddings; also one that is computed. */
  longs(id: ValueId | undefined): string;
  /** Adds a scalar. */
  scalar(value: number, dtype?: KnownTensor['dtype']): string;
  /** The graph of a loop's body; its last inputs are these values of this graph, of which it uses the tensors. */
  body(body: Program, captured: readonly ValueId[]): GraphProto;
  /** The error that says that a node cannot be expressed, naming it, its layer and the weight nearest to it. */
  unsupported(node: Node, why: string): DeployerError;
}

/**
 * What a converter makes of a node: the tensor of its first output or those of all, or the values when they are known
 * already.
 */
export type Converter = (node: Node, graph: GraphBuilder) => string | readonly string[] | KnownTensor;
