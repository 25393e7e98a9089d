import { dtypeAttribute, type GraphAttribute } from './graph-attributes.ts';
import type { GraphWriter } from './graph-writer.ts';
import type { Node, Value, ValueId } from '../program/program.ts';
import type { Scan } from '../program/scan.ts';

type TypeAttribute = GraphAttribute & { type: 'dtype' | 'variant' };

const INT32: TypeAttribute = { type: 'dtype', value: 'int32' };
const VARIANT: TypeAttribute = { type: 'variant' };

/** Where a loop stands: the tensors there by value, and how nodes are written. */
export interface LoopPlace {
  readonly writer: GraphWriter;
  readonly name: string;
  readonly tensorOf: (id: ValueId) => string;
  /** Writes a body with its inputs and constants bound to tensors. @returns the tensors of its outputs */
  readonly writeBody: (body: Scan['body'], tensors: Map<ValueId, string>) => string[];
}

/**
 * Writes a loop with TensorFlow's control flow operations, what `tf.while_loop` is lowered to (Yu et al., 2018): it
 * needs no function library. Results are gathered in tensor lists.
 *
 * @returns the tensors of the node's outputs
 */
export function writeLoop(node: Node, scan: Scan, place: LoopPlace): string[] {
  const { writer, name, tensorOf, writeBody } = place;
  const { body, states, sequences, reverse } = scan;
  const add: GraphWriter['add'] = (op, wanted, inputs, attributes) =>
    writer.add(op, `${name}/${wanted}`, inputs, attributes);
  const integer = (wanted: string, value: number, shape: number[] = []) =>
    writer.addConstant({ id: -1, dtype: 'int32', shape, data: Int32Array.of(value) }, `${name}/${wanted}`);
  const frame = { type: 'string', value: name } as const;
  const enter = (tensor: string, T: TypeAttribute, constant: boolean) =>
    add('Enter', 'Enter', [tensor], {
      T,
      frame_name: frame,
      is_constant: { type: 'bool', value: constant },
      parallel_iterations: { type: 'int', value: 10 },
    });
  const [zero, one, axis] = [integer('zero', 0), integer('one', 1), integer('axis', 0)];
  const sequence = body.inputs[states] as Value;
  const shape = add('Shape', 'Shape', [tensorOf(node.inputs[states] as ValueId)], {
    T: dtypeAttribute(sequence.dtype),
    out_type: INT32,
  });
  const take = { Tindices: INT32, Taxis: INT32, batch_dims: { type: 'int', value: 0 } } as const;
  const steps = add('GatherV2', 'steps', [shape, zero, axis], { ...take, Tparams: INT32 });
  const results = node.outputs.slice(states).map((output) => {
    const sizes = Int32Array.from(output.shape.slice(1), (size) => size ?? -1);
    const value = { id: -1, dtype: 'int32', shape: [sizes.length], data: sizes } as const;
    const elementShape = writer.addConstant(value, `${name}/shape`);
    return { output, elementShape, attributes: { element_dtype: dtypeAttribute(output.dtype), shape_type: INT32 } };
  });
  const lists = results.map(({ elementShape, attributes }) =>
    add('TensorListReserve', 'TensorListReserve', [elementShape, steps], attributes),
  );

  // What changes from step to step: the count, the states, the lists of results.
  const initial = [
    { tensor: zero, T: INT32 },
    ...body.inputs.slice(0, states).map((value, index) => ({
      tensor: tensorOf(node.inputs[index] as ValueId),
      T: dtypeAttribute(value.dtype),
    })),
    ...lists.map((tensor) => ({ tensor, T: VARIANT })),
  ];
  const merges = initial.map(({ tensor, T }) => {
    const back = writer.reserve(`${name}/NextIteration`);
    const merge = add('Merge', 'Merge', [enter(tensor, T, false), back], { T, N: { type: 'int', value: 2 } });
    return { merge, T, back };
  });
  const more = add('Less', 'Less', [merges[0]?.merge as string, enter(steps, INT32, true)], { T: INT32 });
  const condition = add('LoopCond', 'LoopCond', [more], {});
  const switches = merges.map(({ merge, T }) => add('Switch', 'Switch', [merge, condition], { T }));
  const [count, ...current] = switches.map((each) => `${each}:1`) as [string, ...string[]];

  const inFrame = (id: ValueId, value: Value) => enter(tensorOf(id), dtypeAttribute(value.dtype), true);
  const [oneHere, axisHere] = [enter(one, INT32, true), enter(axis, INT32, true)];
  const last = reverse && add('Sub', 'last', [steps, one], { T: INT32 });
  const at = last ? add('Sub', 'place', [enter(last, INT32, true), count], { T: INT32 }) : count;
  const tensors = new Map<ValueId, string>();
  body.inputs.forEach((value, index) => {
    if (index < states) return tensors.set(value.id, current[index] as string);
    const tensor = inFrame(node.inputs[index] as ValueId, value);
    const isSlice = index < states + sequences;
    const slice = () =>
      add('GatherV2', 'slice', [tensor, at, axisHere], { ...take, Tparams: dtypeAttribute(value.dtype) });
    return tensors.set(value.id, isSlice ? slice() : tensor);
  });
  for (const constant of body.constants) {
    tensors.set(
      constant.id,
      enter(writer.addConstant(constant, `${name}/constant_${constant.id}`), dtypeAttribute(constant.dtype), true),
    );
  }
  const outputs = writeBody(body, tensors);
  const next = [
    add('AddV2', 'next', [count, oneHere], { T: INT32 }),
    ...outputs.slice(0, states),
    ...outputs.slice(states).map((output, index) =>
      add('TensorListSetItem', 'TensorListSetItem', [current[states + index] as string, at, output], {
        element_dtype: results[index]?.attributes.element_dtype as TypeAttribute,
        resize_if_index_out_of_bounds: { type: 'bool', value: false },
      }),
    ),
  ];
  merges.forEach(({ back, T }, index) => writer.addReserved('NextIteration', back, [next[index] as string], { T }));
  const exits = merges.map(({ T }, index) => add('Exit', 'Exit', [switches[index] as string], { T }));
  const stacked = results.map(({ elementShape, attributes }, index) =>
    add('TensorListStack', 'TensorListStack', [exits[1 + states + index] as string, elementShape], {
      element_dtype: attributes.element_dtype,
      num_elements: { type: 'int', value: -1 },
    }),
  );
  return [...exits.slice(1, 1 + states), ...stacked];
}
