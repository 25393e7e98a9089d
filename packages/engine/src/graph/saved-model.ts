import { hoistInvariants } from '../passes/hoist-invariants.ts';
import { shapeProto } from './graph-attributes.ts';
import { programToGraph } from './graph-def.ts';
import { DATA_TYPE_NUMBERS, type Program, type Value, valuesOf } from '../program/program.ts';
import { proto } from './tensorflow-proto.ts';

/**
 * Writes a program as the `saved_model.pb` of a SavedModel: weights frozen into the graph, tag `serve`, signature
 * `serving_default` with the program's names for inputs and outputs. A folder that holds this one file can be loaded by
 * TensorFlow and TensorFlow Serving.
 */
export function programToSavedModel(program: Program): Uint8Array {
  const { graph, inputs, outputs } = programToGraph(hoistInvariants(program), { variables: 'frozen' });
  const values = valuesOf(program);
  const signature = new proto.SignatureDef();
  signature.setMethodName('tensorflow/serving/predict');
  program.inputs.forEach((input, index) => {
    signature.getInputsMap().set(input.name, tensorInfo(inputs[index] as string, input));
  });
  program.outputs.forEach(({ name, id }, index) => {
    signature.getOutputsMap().set(name, tensorInfo(outputs[index] as string, values.get(id) as Value));
  });
  const information = new proto.MetaGraphDef.MetaInfoDef();
  information.setTagsList(['serve']);
  const metaGraph = new proto.MetaGraphDef();
  metaGraph.setMetaInfoDef(information);
  metaGraph.setGraphDef(graph);
  metaGraph.getSignatureDefMap().set('serving_default', signature);
  const model = new proto.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(metaGraph);
  return model.serializeBinary();
}

function tensorInfo(tensor: string, { dtype, shape }: Value): object {
  const message = new proto.TensorInfo();
  message.setName(tensor.includes(':') ? tensor : `${tensor}:0`);
  message.setDtype(DATA_TYPE_NUMBERS[dtype]);
  message.setTensorShape(shapeProto(shape));
  return message;
}
