import {
  type Attribute,
  DATA_TYPE_NUMBERS,
  type DataType,
  type Shape,
  type TensorData,
  type Value,
} from '../program/program.ts';
import { proto } from './tensorflow-proto.ts';

/** DT_VARIANT */
const VARIANT = 21;

/** The value of a Const node. */
interface ConstantAttribute {
  readonly type: 'tensor';
  readonly value: Value & { readonly data: TensorData };
}

/** The type of tensor lists. */
interface VariantAttribute {
  readonly type: 'variant';
}

export type GraphAttribute = Exclude<Attribute, { type: 'program' }> | ConstantAttribute | VariantAttribute;

export function dtypeAttribute(value: DataType): GraphAttribute & { type: 'dtype' } {
  return { type: 'dtype', value };
}

export function attributeProto(attribute: GraphAttribute): object {
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
    case 'variant':
      message.setType(VARIANT);
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

function tensorProto({ dtype, shape, data }: ConstantAttribute['value']): object {
  const message = new proto.Tensor();
  message.setDtype(DATA_TYPE_NUMBERS[dtype]);
  message.setTensorShape(shapeProto(shape));
  message.setTensorContent(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return message;
}

export function shapeProto(shape: Shape): object {
  const message = new proto.TensorShape();
  for (const size of shape) {
    const dimension = new proto.TensorShape.Dim();
    dimension.setSize(size ?? -1);
    message.addDim(dimension);
  }
  return message;
}
