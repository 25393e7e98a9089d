export { EvaluatorError } from './errors.ts';
export { evaluate } from './evaluate.ts';
export { writeEvaluationFolder } from './evaluation-folder.ts';
export { gate } from './gate/gate.ts';
export { writeRunFolder } from './run-folder.ts';
export { evaluateStage, gateStage, reportStage } from './stages.ts';
