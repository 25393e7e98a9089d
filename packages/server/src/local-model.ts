import type { ArtifactStore } from '@sightline/artifacts';
import type { Answer, RegisteredVersion } from '@sightline/contracts';
import { ServerError } from './errors.ts';
import { startInference } from './inference/inference.ts';
import { loadVersion } from './models/served-version.ts';
import { answerOf } from './protocols/uploads/upload-answer.ts';
import { inputsOf } from './protocols/uploads/upload-request.ts';

/** A model that answers in this process as a server does, without one. */
export interface LocalModel {
  /**
   * What it says about one sample.
   *
   * @param images encoded: one, or the frames of a clip in their order
   * @throws SightlineError `server/invalid-request` when they cannot be decoded; `server/model-failed`
   */
  answer(images: readonly Uint8Array[]): Promise<{ prediction: Answer; description: string }>;
  close(): Promise<void>;
}

/**
 * Opens a version of a model for local answers: uploads are decoded and prepared as in training, and ONNX Runtime runs
 * in another process.
 *
 * @throws ServerError `server/model-failed` when its files do not fit together; ArtifactError from the store
 */
export async function openLocalModel(registered: RegisteredVersion, store: ArtifactStore): Promise<LocalModel> {
  const inference = startInference();
  try {
    const version = await loadVersion(registered, store, inference);
    return {
      async answer(images) {
        const { inputs, count } = await inputsOf(images.map(asBuffer), version);
        if (count !== 1)
          throw new ServerError('server/invalid-request', `One sample was expected; these are ${count}.`);
        const { predictions, descriptions } = answerOf(count, version, await version.predict(inputs));
        return { prediction: predictions[0] as Answer, description: descriptions[0] as string };
      },
      close: () => inference.close(),
    };
  } catch (error) {
    await inference.close();
    throw error;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
