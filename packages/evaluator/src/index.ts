export { EvaluatorError } from './errors.ts';
export { evaluate, evaluateStage } from './evaluate.ts';
export { gate, gateStage } from './gate/gate.ts';
export { makeIndex } from './neighbours/make-index.ts';
export { reportStage } from './report-stage.ts';
export { writeRunFolder } from './run-folder.ts';
