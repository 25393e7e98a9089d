export { doctor, type EngineReport } from './doctor.ts';
export { EngineError } from './errors.ts';
export { statelessUniform } from './random.ts';
export { tf } from './tensorflow.ts';
export { countMultiplyAdds, countParameters } from './program/count.ts';
export { formatProgram } from './program/format.ts';
export {
  formatType,
  type Attribute,
  type Constant,
  type DataType,
  type Input,
  type Node,
  type Output,
  type Program,
  type Shape,
  type TensorData,
  type Value,
  type ValueId,
  type Variable,
  valuesOf,
} from './program/program.ts';
export { record, type InputSpec, type RecordOptions } from './program/record.ts';
export { recordModel } from './program/record-model.ts';
export { programToSavedModel } from './program/saved-model.ts';
export { type NamedTensor, type TensorFunction } from './program/trace.ts';
