// @ts-check
// What public bug reports and the tests of other tools showed to go wrong silently, and the tests that keep it right.

/**
 * @typedef {object} Kind
 * @property {string} name the argument of `npm run cases`
 * @property {string} holds what must hold
 * @property {readonly string[]} tests files of tests, from the root
 */

/** @type {readonly Kind[]} */
export const KINDS = [
  {
    name: 'threads',
    holds: 'No thread is ended in native code; closing waits for what is under way',
    tests: [
      'packages/augment/src/batches/batch-thread-end.test.ts',
      'packages/server/src/inference/inference.test.ts',
      'packages/server/src/http/drain.test.ts',
    ],
  },
  {
    name: 'numbers',
    holds:
      'Numbers keep their type: bytes, labels, rows and settings are taken as Keras takes them, or refused by name',
    tests: [
      'packages/engine/src/host/numbers.test.ts',
      'packages/engine/src/compile/objective/read-targets.test.ts',
      'packages/engine/src/compile/objective/output-objective.test.ts',
      'packages/engine/src/compile/options.test.ts',
      'packages/engine/src/layers/contract/defaults.test.ts',
      'packages/engine/src/layers/contract/every-layer.test.ts',
      'packages/engine/src/layers/mended/mended.test.ts',
      'packages/engine/src/layers/checks/require-compilable.test.ts',
      'packages/engine/src/session/refusal.test.ts',
      'packages/contracts/src/training/keras-names.test.ts',
      'packages/augment/src/operations/require-valid.test.ts',
    ],
  },
  {
    name: 'masks',
    holds: 'Masks and weights of time steps and pixels count in losses and metrics as in Keras',
    tests: [
      'packages/engine/src/compile/objective/masks.test.ts',
      'packages/engine/src/compile/weights/weights.test.ts',
      'packages/engine/src/losses/losses.test.ts',
      'packages/engine/src/metrics/metrics.test.ts',
    ],
  },
  {
    name: 'counts',
    holds: 'Counts agree, or are refused before the first step; a resumed training is exact for any order',
    tests: [
      'packages/trainer/src/fit/counts.test.ts',
      'packages/trainer/src/batches/array-lengths.test.ts',
      'packages/trainer/src/batches/batches.test.ts',
    ],
  },
  {
    name: 'state',
    holds:
      'What changes after compiling takes effect; what is watched decides what is kept; a resume names its engines',
    tests: [
      'packages/engine/src/compile/weights/model-changes.test.ts',
      'packages/engine/src/compile/weights/held-weights.test.ts',
      'packages/trainer/src/callbacks/early-stopping.test.ts',
      'packages/trainer/src/callbacks/engine-spans.test.ts',
      'packages/trainer/src/checkpoints/checkpoint.test.ts',
    ],
  },
  {
    name: 'exports',
    holds: 'Exports keep every output and every layer, whatever ran before; one program serves all lengths',
    tests: [
      'packages/engine/src/model/record-model.test.ts',
      'packages/engine/src/record/record.test.ts',
      'packages/engine/src/record/scan.test.ts',
      'packages/engine/src/compile/programs/open-sizes.test.ts',
      'packages/engine/src/compile/programs/open-lengths.test.ts',
      'packages/engine/src/layers/recurrent/loops/recurrent-loop.test.ts',
      'packages/deployer/src/export-order.test.ts',
      'packages/deployer/src/formats-compositions.test.ts',
      'packages/deployer/src/formats-functions.test.ts',
      'packages/deployer/src/formats-keras-layers.test.ts',
      'packages/deployer/src/formats-networks.test.ts',
      'packages/deployer/src/formats-open-networks.test.ts',
      'packages/deployer/src/formats-signatures.test.ts',
      'packages/deployer/src/onnx/program-to-onnx.test.ts',
      'packages/deployer/src/onnx/converters/loops/recurrent-operators.test.ts',
    ],
  },
  {
    name: 'text',
    holds: 'Text is read in the encoding it has, or refused with file and line; labels follow one rule',
    tests: [
      'packages/ingest/src/sources/text/decode-text.test.ts',
      'packages/ingest/src/sources/text/parse-json.test.ts',
      'packages/ingest/src/sources/text/encodings.test.ts',
      'packages/ingest/src/sources/labels/labels.test.ts',
      'packages/ingest/src/sources/labels/one-rule.test.ts',
      'packages/contracts/src/by-name.test.ts',
      'packages/evaluator/src/class-names.test.ts',
    ],
  },
  {
    name: 'annotations',
    holds: 'Annotations are read as their format means them, or set aside with both values',
    tests: [
      'packages/ingest/src/sources/boxes/boxes.test.ts',
      'packages/ingest/src/sources/boxes/coco/coco.test.ts',
      'packages/ingest/src/sources/boxes/yolo/yolo.test.ts',
      'packages/ingest/src/sources/boxes/voc/pascal-voc.test.ts',
      'packages/ingest/src/sources/tfrecord/tfrecord.test.ts',
    ],
  },
  {
    name: 'samples',
    holds: 'Every file of a source is a sample or set aside with its true reason',
    tests: [
      'packages/ingest/src/faults/counts.test.ts',
      'packages/ingest/src/decoding/decoding.test.ts',
      'packages/ingest/src/sources/video/extract-frames.test.ts',
      'packages/ingest/src/sources/video/video.test.ts',
    ],
  },
  {
    name: 'layouts',
    holds: 'Folders, tables, archives and splits that people have are read; an empty source says what is there',
    tests: [
      'packages/ingest/src/sources/folders/layout.test.ts',
      'packages/ingest/src/sources/folders/links.test.ts',
      'packages/ingest/src/sources/folders/contents.test.ts',
      'packages/ingest/src/sources/folders/image-folder.test.ts',
      'packages/ingest/src/sources/manifest/tables.test.ts',
      'packages/ingest/src/sources/archive/archive.test.ts',
      'packages/ingest/src/sources/archive/webdataset.test.ts',
      'packages/ingest/src/sources/arrays/idx.test.ts',
      'packages/ingest/src/split/strategies/predefined.test.ts',
      'packages/ingest/src/split/split.test.ts',
    ],
  },
  {
    name: 'bytes',
    holds: 'The same files give the same artifact, anywhere',
    tests: ['packages/ingest/src/faults/repeatable.test.ts'],
  },
];
