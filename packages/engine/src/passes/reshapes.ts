import type { Program, Value } from '../program/program.ts';
import { rewrite, sameShape } from './rewrite.ts';

/**
 * A Reshape of a Reshape becomes one; a Reshape to the shape that a tensor has goes. Identity and Cast to the same type
 * go as well.
 */
export function dropNeedlessReshapes(program: Program): Program {
  return rewrite(program, ({ id, op, inputs, attributes, outputs, layer }, rewriting) => {
    const [output] = outputs as [Value];
    const [input] = inputs as [number];
    if (op === 'Identity' || (op === 'Cast' && rewriting.value(input).dtype === output.dtype)) {
      rewriting.alias(output.id, input);
      return true;
    }
    if (op !== 'Reshape') return false;
    const producer = rewriting.producer(input);
    const source = producer?.op === 'Reshape' ? (producer.inputs[0] as number) : input;
    if (sameShape(rewriting.value(source).shape, output.shape)) rewriting.alias(output.id, source);
    else
      rewriting.keep({
        id,
        op,
        ...(layer === undefined ? {} : { layer }),
        attributes,
        inputs: [source, inputs[1] as number],
        outputs,
      });
    return true;
  });
}
