import {
  type Attribute,
  DATA_TYPE_NUMBERS,
  type DataType,
  type Program,
  type Shape,
  type TensorData,
  type Value,
  type ValueId,
} from './program.ts';
import { proto } from './tensorflow-proto.ts';

/** The version of the graph format that TensorFlow 2.21 writes. */
const GRAPH_VERSION = 1882;

/**
 * Writes a program as the `saved_model.pb` of a SavedModel: weights frozen into the graph, tag `serve`, signature `serving_default` with the
 * program's names for inputs and outputs. A folder that holds this one file can be loaded by TensorFlow and TensorFlow Serving.
 */
export function programToSavedModel(program: Program): Uint8Array {
  const graph = new proto.GraphDef();
  const versions = new proto.VersionDef();
  versions.setProducer(GRAPH_VERSION);
  graph.setVersions(versions);
  const uniqueName = nameMaker();
  const tensors = new Map<ValueId, string>();
  const addNode = (
    op: string,
    wanted: string,
    inputs: string[],
    attributes: Record<string, Attribute | Constant>,
  ): string => {
    const name = uniqueName(wanted);
    const node = new proto.NodeDef();
    node.setName(name);
    node.setOp(op);
    node.setInputList(inputs);
    for (const [key, attribute] of Object.entries(attributes)) node.getAttrMap().set(key, attributeProto(attribute));
    graph.addNode(node);
    return name;
  };
  const addConst = (value: Value & { data: TensorData }, name: string): void => {
    tensors.set(
      value.id,
      addNode('Const', name, [], { dtype: dtypeAttribute(value.dtype), value: { type: 'tensor', value } }),
    );
  };

  const signature = new proto.SignatureDef();
  signature.setMethodName('tensorflow/serving/predict');
  for (const input of program.inputs) {
    const { name, dtype, shape } = input;
    const node = addNode('Placeholder', name, [], {
      dtype: dtypeAttribute(dtype),
      shape: { type: 'shape', value: shape },
    });
    tensors.set(input.id, node);
    signature.getInputsMap().set(name, tensorInfo(node, input));
  }
  for (const variable of program.variables) addConst(variable, variable.name);
  for (const constant of program.constants) addConst(constant, `constant_${constant.id}`);
  const values = new Map<ValueId, Value>(
    [...program.inputs, ...program.variables, ...program.constants].map((value) => [value.id, value]),
  );
  for (const { id, op, inputs, attributes, outputs } of program.nodes) {
    const sources = inputs.map((input) => tensors.get(input) as string);
    const node = addNode(op, `${op}_${id}`, sources, attributes);
    outputs.forEach((output, index) => tensors.set(output.id, index === 0 ? node : `${node}:${index}`));
    for (const output of outputs) values.set(output.id, output);
  }
  for (const { name, id } of program.outputs) {
    const value = values.get(id) as Value;
    const node = addNode('Identity', name, [tensors.get(id) as string], { T: dtypeAttribute(value.dtype) });
    signature.getOutputsMap().set(name, tensorInfo(node, value));
  }
  return savedModel(graph, signature);
}

function savedModel(graph: object, signature: object): Uint8Array {
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

/** The value of a Const node. */
interface Constant {
  readonly type: 'tensor';
  readonly value: Value & { readonly data: TensorData };
}

function attributeProto(attribute: Attribute | Constant): object {
  const message = new proto.AttrValue();
  switch (attribute.type) {
    case 'int':
      message.setI(attribute.value);
      break;
    case 'float':
      message.setF(attribute.value);
      break;
    case 'bool':
      message.setB(attribute.value);
      break;
    case 'string':
      message.setS(new TextEncoder().encode(attribute.value));
      break;
    case 'dtype':
      message.setType(DATA_TYPE_NUMBERS[attribute.value]);
      break;
    case 'shape':
      message.setShape(shapeProto(attribute.value));
      break;
    case 'tensor':
      message.setTensor(tensorProto(attribute.value));
      break;
    case 'ints':
    case 'floats': {
      const list = new proto.AttrValue.ListValue();
      if (attribute.type === 'ints') list.setIList([...attribute.value]);
      else list.setFList([...attribute.value]);
      message.setList(list);
    }
  }
  return message;
}

function dtypeAttribute(value: DataType): Attribute {
  return { type: 'dtype', value };
}

function tensorProto({ dtype, shape, data }: Constant['value']): object {
  const message = new proto.Tensor();
  message.setDtype(DATA_TYPE_NUMBERS[dtype]);
  message.setTensorShape(shapeProto(shape));
  message.setTensorContent(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return message;
}

function shapeProto(shape: Shape): object {
  const message = new proto.TensorShape();
  for (const size of shape) {
    const dimension = new proto.TensorShape.Dim();
    dimension.setSize(size ?? -1);
    message.addDim(dimension);
  }
  return message;
}

function tensorInfo(node: string, { dtype, shape }: Value): object {
  const message = new proto.TensorInfo();
  message.setName(`${node}:0`);
  message.setDtype(DATA_TYPE_NUMBERS[dtype]);
  message.setTensorShape(shapeProto(shape));
  return message;
}

/** Node names as TensorFlow allows them (`[A-Za-z0-9.][A-Za-z0-9_.\\-/]*`), each once. */
function nameMaker(): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    const base = wanted.replaceAll(/[^A-Za-z0-9_.\-/]/g, '_').replace(/^[^A-Za-z0-9.]/, '.');
    let name = base;
    for (let count = 1; taken.has(name); count++) name = `${base}_${count}`;
    taken.add(name);
    return name;
  };
}
