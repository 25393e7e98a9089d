import { EngineError } from '../errors.ts';
import { DATA_TYPE_NUMBERS } from '../program/program.ts';
import { proto } from './tensorflow-proto.ts';

/** A variable as a SavedModel has it. */
export interface SavedVariable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a program's own constants are called; its variables keep their names. */
const CONSTANT = /^constant_\d/;

/**
 * The float32 variables of a `saved_model.pb` that `programToSavedModel` wrote, in the order of the program.
 *
 * @throws EngineError `engine/invalid-program` when the bytes are not a SavedModel, or another program wrote it
 */
export function variablesOfSavedModel(bytes: Uint8Array): SavedVariable[] {
  let nodes;
  try {
    nodes = proto.SavedModel.deserializeBinary(bytes).getMetaGraphsList()[0]?.getGraphDef()?.getNodeList() ?? [];
  } catch (cause) {
    throw new EngineError('engine/invalid-program', 'The bytes are not a SavedModel.', { cause });
  }
  if (nodes.some((node) => node.getOp() === 'VarHandleOp')) {
    throw new EngineError(
      'engine/invalid-program',
      'The variables of this SavedModel stand in separate files: another program wrote it.',
    );
  }
  return nodes.flatMap((node) => {
    if (node.getOp() !== 'Const' || CONSTANT.test(node.getName())) return [];
    const tensor = node.getAttrMap().get('value')?.getTensor();
    if (tensor?.getDtype() !== DATA_TYPE_NUMBERS.float32) return [];
    const dimensions = tensor.getTensorShape()?.getDimList() ?? [];
    const shape = dimensions.map((dimension) => dimension.getSize());
    // A copy starts where four bytes may be read as a number.
    const content = tensor.getTensorContent_asU8().slice();
    return [{ name: node.getName(), shape, data: new Float32Array(content.buffer) }];
  });
}
