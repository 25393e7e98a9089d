import { z } from 'zod';
import { splitNameSchema } from './split-name.ts';

const path = z.string().min(1);

const column = z.string().min(1).exactOptional();

/**
 * How texts of a source are encoded: a label of the Encoding Standard (https://encoding.spec.whatwg.org), as
 * `windows-1252`. Default: UTF-8, or UTF-16 with a byte order mark.
 */
const encoding = z
  .string()
  .refine(isEncoding, 'must be the name of an encoding: utf-8, utf-16le, windows-1252, gbk, shift_jis, …')
  .exactOptional();

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

/** What an archive may give out: a small one that would fill the disk is refused. */
export const archiveLimitsSchema = z.strictObject({
  maxEntries: z.int().positive().default(1_000_000),
  maxBytes: z.int().positive().default(200_000_000_000),
  /** Unpacked bytes for each packed one. */
  maxRatio: z.number().positive().default(200),
});
export type ArchiveLimits = z.infer<typeof archiveLimitsSchema>;

/**
 * Whether links are followed that lead out of the source (to the cache of DVC or of Hugging Face), or to folders: their
 * contents are then read and hashed like the source's own.
 */
const followLinks = z.boolean().default(false);
/**
 * How class folders lie: one folder per class; one folder per split (train, val, test, …) with one folder per class in
 * it; or, with `auto`, as the names of the folders say.
 */
const layout = z.enum(['auto', 'classes', 'splits']).default('auto');

/**
 * What classes samples of boxes get, where the source itself gives none: as `label` that of the boxes which cover most,
 * or `background` without boxes; as `labels` those of all boxes. Default: none.
 */
const labels = z.enum(['dominant-box', 'box-classes']).exactOptional();

const inFolders = [
  /** A folder with one folder of images per class, or of such folders per split. */
  z.strictObject({ kind: z.literal('image-folder').default('image-folder'), path, layout, followLinks }),
  /**
   * A table of images: CSV, TSV, JSON, JSONL or Parquet, with one row for each image: path (relative to the table),
   * label, boxes, group, time, split.
   */
  z.strictObject({
    kind: z.literal('manifest'),
    path,
    /** What `boxes` are measured in: fractions of the image's width and height, or its pixels. */
    boxUnit: z.enum(['fraction', 'pixel']).default('fraction'),
    /**
     * What the columns are called, where it is neither `path`, `label`, …
     * nor a usual name of them (`file_name`, `class`, …).
     */
    columns: z
      .strictObject({
        path: column,
        label: column,
        labels: column,
        boxes: column,
        group: column,
        time: column,
        split: column,
      })
      .exactOptional(),
    /** Columns of numbers that samples are annotated with. */
    values: z.array(column).min(1).exactOptional(),
    /** Between the cells of a CSV. Default: what separates its header, a comma, a semicolon, a tab or a bar. */
    delimiter: z.string().length(1).exactOptional(),
    labels,
    encoding,
    followLinks,
  }),
  /** A folder of MNIST's files: `<set>-images-idx3-ubyte` and `<set>-labels-idx1-ubyte`, either as `.gz` too. */
  z.strictObject({ kind: z.literal('idx'), path }),
  /**
   * NumPy arrays: an `.npz`, or a folder of `.npy` files. Found by their usual names (`x_train` and `y_train`, `images`
   * and `labels`, …), or those given.
   */
  z.strictObject({
    kind: z.literal('npy'),
    path,
    arrays: z
      .strictObject({ images: z.string().min(1), labels: z.string().min(1) })
      .nullable()
      .default(null),
  }),
  /** A folder of the binary version of CIFAR-10 or CIFAR-100. */
  z.strictObject({ kind: z.literal('cifar'), path, labels: z.enum(['10', '100-fine', '100-coarse']).default('10') }),
  /**
   * WebDataset: a `.tar` (or `.tar.gz`), or a folder of them, with files of one key for each sample: `42.png`, and
   * `42.cls` or `42.json`.
   */
  z.strictObject({
    kind: z.literal('webdataset'),
    path,
    /** Names of the classes, where `.cls` holds their numbers. */
    classes: z.array(z.string().min(1)).default([]),
    labels,
    encoding,
    limits: archiveLimitsSchema.prefault({}),
  }),
  /** COCO: files of annotations and folders of images, all relative to the path. */
  z.strictObject({
    kind: z.literal('coco'),
    path,
    sets: z
      .array(
        z.strictObject({
          annotations: z.string().min(1),
          images: z.string().min(1).default('.'),
          split: splitNameSchema.nullable().default(null),
        }),
      )
      .min(1),
    labels,
    encoding,
    followLinks,
  }),
  /** YOLO: a folder with `images`, `labels` and `data.yaml`. */
  z.strictObject({ kind: z.literal('yolo'), path, labels, encoding, followLinks }),
  /** Pascal VOC: a folder with `Annotations` and `JPEGImages`. */
  z.strictObject({ kind: z.literal('pascal-voc'), path, labels, encoding, followLinks }),
  /** A TFRecord file, or a folder of them, of `tf.train.Example` with encoded images. */
  z.strictObject({
    kind: z.literal('tfrecord'),
    path,
    /** Names of the classes, where labels are numbers. */
    classes: z.array(z.string().min(1)).default([]),
    labels,
    /**
     * Names of the features; those of a box are `<boxes>/xmin`, `ymin`, `xmax` and `ymax`, in fractions of the image.
     */
    features: z
      .strictObject({
        image: z.string().min(1).default('image/encoded'),
        label: z.string().min(1).default('image/class/label'),
        boxes: z.string().min(1).default('image/object/bbox'),
        boxLabels: z.string().min(1).default('image/object/class/text'),
        group: z.string().min(1).nullable().default(null),
      })
      .prefault({}),
  }),
  /**
   * A folder with one folder of videos per class, or of such folders per split. Each frame taken is a sample, or each
   * clip; its group is the video. Needs ffmpeg.
   */
  z.strictObject({
    kind: z.literal('video'),
    path,
    layout,
    followLinks,
    frames: z
      .discriminatedUnion('by', [
        /** So many for each second of the video. */
        z.strictObject({ by: z.literal('rate'), perSecond: z.number().positive() }),
        /** So many of each video, evenly spread. */
        z.strictObject({ by: z.literal('count'), count: z.int().positive() }),
        /**
         * Clips of `length` frames, of which each is `stride` frames after the one before; a clip begins `step` of its
         * frames after the one before (default: its length). All of a video, or `clipsPerVideo`, evenly spaced.
         */
        z.strictObject({
          by: z.literal('clip'),
          length: z.int().positive(),
          stride: z.int().positive().default(1),
          step: z.int().positive().nullable().default(null),
          clipsPerVideo: z.int().positive().nullable().default(null),
        }),
      ])
      .default({ by: 'rate', perSecond: 1 }),
    /** Of one video. One that gives more, or takes longer, is set aside. */
    maxFrames: z.int().positive().default(10_000),
    maxSeconds: z.number().positive().default(600),
  }),
] as const;

/**
 * Where samples come from; `path` is relative to the spec file. One entry per kind;
 * the readers are `sources` of `@sightline/ingest`.
 */
export const sourceSchema = z.discriminatedUnion('kind', [
  ...inFolders,
  /** A `.zip`, `.tar` or `.tar.gz` of any of the others, whose path is then one in the archive. */
  z.strictObject({
    kind: z.literal('archive'),
    path,
    holds: z.discriminatedUnion('kind', inFolders).prefault({ kind: 'image-folder', path: '.' }),
    /**
     * Of names that are not UTF-8, where the archive says nothing else of them. Default: in a zip code page 437, as the
     * format has it; in a tar they are refused.
     */
    encoding,
    limits: archiveLimitsSchema.prefault({}),
  }),
]);
export type Source = z.infer<typeof sourceSchema>;
export type SourceKind = Source['kind'];
