import { createRequire } from 'node:module';

/**
 * TensorFlow's protocol buffers as tfjs-node generated them, without types: those messages, and of them those fields,
 * that a SavedModel needs.
 */
interface Messages {
  SavedModel: (new () => Message & {
    setSavedModelSchemaVersion(version: number): void;
    addMetaGraphs(graph: object): void;
  }) & { deserializeBinary(bytes: Uint8Array): ReadSavedModel };
  MetaGraphDef: (new () => {
    setMetaInfoDef(info: object): void;
    setGraphDef(graph: object): void;
    getSignatureDefMap(): MessageMap;
  }) & { MetaInfoDef: new () => { setTagsList(tags: string[]): void } };
  SignatureDef: new () => {
    setMethodName(name: string): void;
    getInputsMap(): MessageMap;
    getOutputsMap(): MessageMap;
  };
  TensorInfo: new () => {
    setName(name: string): void;
    setDtype(dtype: number): void;
    setTensorShape(shape: object): void;
  };
  GraphDef: new () => {
    serializeBinary(): Uint8Array;
    setVersions(versions: object): void;
    addNode(node: object): void;
  };
  VersionDef: new () => { setProducer(version: number): void };
  NodeDef: new () => {
    setName(name: string): void;
    setOp(op: string): void;
    setInputList(inputs: string[]): void;
    getAttrMap(): MessageMap;
  };
  AttrValue: (new () => {
    setI(value: number): void;
    setF(value: number): void;
    setB(value: boolean): void;
    setS(value: Uint8Array): void;
    setType(dtype: number): void;
    setShape(shape: object): void;
    setTensor(tensor: object): void;
    setList(list: object): void;
  }) & { ListValue: new () => { setIList(values: number[]): void; setFList(values: number[]): void } };
  Tensor: new () => {
    setDtype(dtype: number): void;
    setTensorShape(shape: object): void;
    setTensorContent(bytes: Uint8Array): void;
  };
  TensorShape: (new () => { addDim(dimension: object): void }) & { Dim: new () => { setSize(size: number): void } };
}

/** Of a SavedModel that is read: its graph's nodes, and the values of constants. */
interface ReadSavedModel {
  getMetaGraphsList(): readonly { getGraphDef(): { getNodeList(): readonly ReadNode[] } | undefined }[];
}

interface ReadNode {
  getOp(): string;
  getName(): string;
  getAttrMap(): { get(name: string): { getTensor(): ReadTensor | undefined } | undefined };
}

interface ReadTensor {
  getDtype(): number;
  getTensorShape(): { getDimList(): readonly { getSize(): number }[] } | undefined;
  getTensorContent_asU8(): Uint8Array;
}

interface Message {
  serializeBinary(): Uint8Array;
}

interface MessageMap {
  set(key: string, value: object): void;
}

export const proto = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as Messages;
