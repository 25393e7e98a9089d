// @ts-check
// Writes the loops of a program out step by step: what `bench:recurrent-exports` compares them with.
import { valuesOf } from '@sightline/engine';

/** @typedef {import('@sightline/engine').Program} Program */
/** @typedef {import('@sightline/engine').ProgramParts} ProgramParts */
/** @typedef {import('@sightline/engine').Node} Node */
/** @typedef {import('@sightline/engine').Value} Value */
/** @typedef {import('@sightline/engine').Constant} Constant */

/**
 * @param {Program} program whose loops have a fixed number of steps
 * @returns {Program}
 */
export function unrollLoops(program) {
  const values = valuesOf(program);
  let nextId = Math.max(...values.keys()) + 1;
  /** @type {Node[]} */
  const nodes = [];
  /** @type {Constant[]} */
  const constants = [...program.constants];
  /** @type {Map<number, number>} */
  const renamed = new Map();
  /** @param {number} id */
  const resolve = (id) => renamed.get(id) ?? id;

  /**
   * @param {string} op
   * @param {Node['attributes']} attributes
   * @param {number[]} inputs
   * @param {readonly Pick<Value, 'dtype' | 'shape'>[]} outputs
   */
  const add = (op, attributes, inputs, outputs) => {
    const made = outputs.map(({ dtype, shape }) => ({ id: nextId++, dtype, shape }));
    nodes.push({ id: nodes.length, op, attributes, inputs, outputs: made });
    return made.map(({ id }) => id);
  };

  for (const node of program.nodes) {
    const inputs = node.inputs.map(resolve);
    if (node.op !== 'Scan') {
      nodes.push({ ...node, id: nodes.length, inputs });
      continue;
    }
    const body = /** @type {ProgramParts} */ (node.attributes.body?.value);
    const [states, sequences] = [Number(node.attributes.states?.value), Number(node.attributes.sequences?.value)];
    const time = Number(values.get(/** @type {number} */ (node.inputs[states]))?.shape[0]);
    const slices = node.inputs.slice(states, states + sequences).map((id) => {
      const { dtype, shape } = /** @type {Value} */ (values.get(id));
      const parts = Array.from({ length: time }, () => ({ dtype, shape: shape.slice(1) }));
      return add('Unpack', { num: int(time), T: { type: 'dtype', value: dtype }, axis: int(0) }, [resolve(id)], parts);
    });
    const inBody = body.constants.map((constant) => {
      constants.push({ ...constant, id: nextId });
      return /** @type {const} */ ([constant.id, nextId++]);
    });
    let current = inputs.slice(0, states);
    /** @type {number[][]} */
    const results = node.outputs.slice(states).map(() => []);
    for (let step = 0; step < time; step++) {
      const place = node.attributes.reverse?.value ? time - 1 - step : step;
      const given = [...current, ...slices.map((parts) => parts[place]), ...inputs.slice(states + sequences)];
      const known = new Map([
        ...inBody,
        ...body.inputs.map(({ id }, index) => /** @type {const} */ ([id, given[index]])),
      ]);
      /** @param {number} id */
      const tensor = (id) => /** @type {number} */ (known.get(id));
      for (const each of body.nodes) {
        const made = add(each.op, each.attributes, each.inputs.map(tensor), each.outputs);
        each.outputs.forEach(({ id }, index) => known.set(id, made[index]));
      }
      const after = body.outputs.map(({ id }) => tensor(id));
      current = after.slice(0, states);
      results.forEach((result, index) => (result[place] = /** @type {number} */ (after[states + index])));
    }
    node.outputs.forEach((output, index) => {
      if (index < states) return renamed.set(output.id, /** @type {number} */ (current[index]));
      const parts = /** @type {number[]} */ (results[index - states]);
      const [stacked] = add('Pack', { T: { type: 'dtype', value: output.dtype }, axis: int(0), N: int(time) }, parts, [
        output,
      ]);
      return renamed.set(output.id, /** @type {number} */ (stacked));
    });
  }
  const outputs = program.outputs.map(({ name, id }) => ({ name, id: resolve(id) }));
  return program.with({ constants, nodes, outputs });
}

/**
 * @param {number} value
 * @returns {{ type: 'int', value: number }}
 */
function int(value) {
  return { type: 'int', value };
}
