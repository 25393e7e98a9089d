import type { TensorData, Value } from '../program/program.ts';
import { attributeProto, dtypeAttribute, type GraphAttribute } from './graph-attributes.ts';
import { proto } from './tensorflow-proto.ts';

/** The version of the graph format that TensorFlow 2.21 writes. */
const GRAPH_VERSION = 1882;

/** Collects nodes under names that TensorFlow allows, each once. */
export class GraphWriter {
  readonly graph = new proto.GraphDef();
  readonly #uniqueName = nameMaker();

  constructor() {
    const versions = new proto.VersionDef();
    versions.setProducer(GRAPH_VERSION);
    this.graph.setVersions(versions);
  }

  add(
    op: string,
    wanted: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, GraphAttribute>>,
  ): string {
    return this.addReserved(op, this.reserve(wanted), inputs, attributes);
  }

  /** A name for a node that is added later, for those before it. */
  reserve(wanted: string): string {
    return this.#uniqueName(wanted);
  }

  addReserved(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, GraphAttribute>>,
  ): string {
    const node = new proto.NodeDef();
    node.setName(name);
    node.setOp(op);
    node.setInputList([...inputs]);
    for (const [key, attribute] of Object.entries(attributes)) node.getAttrMap().set(key, attributeProto(attribute));
    this.graph.addNode(node);
    return name;
  }

  addConstant(value: Value & { data: TensorData }, name: string): string {
    return this.add('Const', name, [], { dtype: dtypeAttribute(value.dtype), value: { type: 'tensor', value } });
  }
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
