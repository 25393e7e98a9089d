import type { StageContext } from '@sightline/artifacts';
import { exportInputSchema, type ExportOutput, parse, type StageRequests } from '@sightline/contracts';

/**
 * Publishes a trained model as a model artifact: its inference recorded as a program (`program.txt`) and written as
 * SavedModel and ONNX, both compared with what its evaluation says on every sample of the split; with signature,
 * preprocessing, task, evaluation and a model card; where answers are compared, also with an index of training samples.
 *
 * @throws EngineError `engine/not-recordable`; DeployerError `deployer/invalid-signature`,
 * `deployer/unsupported-operation` or `deployer/parity-failed`
 */
export async function exportModel(request: StageRequests['export'], context: StageContext): Promise<ExportOutput> {
  const input = parse(exportInputSchema, request, 'The input of export');
  const { publish } = await import('./publish.ts');
  return publish(input, context);
}
