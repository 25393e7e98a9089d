import { type ArtifactStore, type ArtifactWriter, loadModule, readSources } from '@sightline/artifacts';
import { jsonSchema, messageOf, type ArtifactRef } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { ModelsError } from './errors.ts';
import { houseModules } from './custom/house-modules.ts';
import { layersFiles, WEIGHTS } from './layers-files.ts';

/**
 * Writes a model to an artifact in tfjs' Layers format, `<prefix>/model.json` and `<prefix>/weights.bin`: what
 * `tf.loadLayersModel` reads anywhere. Equal models give equal bytes.
 */
export async function saveModel(model: tf.LayersModel, writer: ArtifactWriter, prefix = 'layers'): Promise<void> {
  const files = layersFiles(prefix);
  const handler = tf.io.withSaveHandler(async ({ weightData, weightSpecs, ...topology }) => {
    const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
    const weightsManifest = [{ paths: [WEIGHTS], weights: weightSpecs }];
    await writer.addJson(files.topology, { ...topology, weightsManifest });
    await writer.add(files.weights, weights);
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
}

/**
 * Reads a model that {@link saveModel} wrote, to predict or to train on with; custom layers come from the sources
 * that are kept beside it.
 *
 * @throws ArtifactError when a file is missing or was altered
 * @throws ModelsError `models/unreadable-model` when the files are whole but no Layers model
 */
export async function loadModel(store: ArtifactStore, ref: ArtifactRef, prefix = 'layers'): Promise<tf.LayersModel> {
  const files = layersFiles(prefix);
  const json = await store.readJson(ref, files.topology, jsonSchema);
  const weights = await store.read(ref, files.weights);
  // Custom layers are registered by the module that has them.
  const own = await readSources(store, ref, 'model');
  if (own) await loadModule(own, houseModules);
  try {
    const artifacts = await tf.io.getModelArtifactsForJSON(json as unknown as ModelJson, async (manifest) => [
      tf.io.getWeightSpecs(manifest),
      new Uint8Array(weights).buffer,
    ]);
    return await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  } catch (cause) {
    throw new ModelsError(
      'models/unreadable-model',
      `${prefix}/ of ${ref.kind} ${ref.id} is not a Layers model of this version: ${messageOf(cause)} Train or ` +
        'import it again.',
      { cause },
    );
  }
}

// tfjs-node names the value `io`, which hides the types of that name.
type ModelJson = Parameters<typeof tf.io.getModelArtifactsForJSON>[0];
