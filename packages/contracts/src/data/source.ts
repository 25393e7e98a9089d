import { z } from 'zod';
import { archiveLimitsSchema, classes, encoding, followLinks, labels, layout, path } from './source-fields.ts';
import { splitNameSchema } from './split-name.ts';
import { videoSourceSchema } from './video-source.ts';

const columnNamed = (description: string) => z.string().min(1).exactOptional().describe(description);

const inFolders = [
  z
    .strictObject({ kind: z.literal('image-folder').default('image-folder'), path, layout, followLinks })
    .describe('A folder with one folder of images per class, or of such folders per split.'),
  z
    .strictObject({
      kind: z.literal('manifest'),
      path: path.meta({ description: 'The table, relative to the spec file.', examples: ['photos/labels.csv'] }),
      boxUnit: z
        .enum(['fraction', 'pixel'])
        .default('fraction')
        .describe("What `boxes` are measured in: fractions of the image's width and height, or its pixels."),
      columns: z
        .strictObject({
          path: columnNamed('The column of paths, relative to the table.'),
          label: columnNamed('The column of the one class of each image.'),
          labels: columnNamed('The column of several classes.'),
          boxes: columnNamed('The column of boxes.'),
          group: columnNamed('The column of groups (patients, source videos): no split divides one.'),
          time: columnNamed('The column of times, for a split by time.'),
          split: columnNamed('The column of splits.'),
        })
        .exactOptional()
        .meta({
          description:
            'What the columns are called, where it is neither `path`, `label`, … nor a usual name of them ' +
            '(`file_name`, `class`, …).',
          examples: [{ path: 'image', label: 'breed' }],
        }),
      values: z
        .array(z.string().min(1))
        .min(1)
        .exactOptional()
        .meta({ description: 'Columns of numbers that samples are annotated with.', examples: [['angle']] }),
      delimiter: z
        .string()
        .length(1)
        .exactOptional()
        .describe(
          'What stands between the cells of a CSV. Left out: what separates its header, a ' +
            'comma, a semicolon, a tab or a bar.',
        ),
      labels,
      encoding,
      followLinks,
    })
    .describe(
      'A table of images (CSV, TSV, JSON, JSONL or Parquet) with one row for each: path, label, boxes, group, time, ' +
        'split.',
    ),
  z
    .strictObject({ kind: z.literal('idx'), path })
    .describe("A folder of MNIST's files: `<set>-images-idx3-ubyte` and `<set>-labels-idx1-ubyte`, also as `.gz`."),
  z
    .strictObject({
      kind: z.literal('npy'),
      path,
      arrays: z
        .strictObject({
          images: z.string().min(1).describe('Name of the array of images.'),
          labels: z.string().min(1).describe('Name of the array of labels.'),
        })
        .nullable()
        .default(null)
        .meta({
          description: 'Names of the arrays. Null: by their usual names (`x_train` and `y_train`, `images`, …).',
          examples: [{ images: 'faces', labels: 'ids' }],
        }),
    })
    .describe('NumPy arrays: an `.npz`, or a folder of `.npy` files.'),
  z
    .strictObject({
      kind: z.literal('cifar'),
      path,
      labels: z
        .enum(['10', '100-fine', '100-coarse'])
        .default('10')
        .describe("Which data set it is, and which of CIFAR-100's labels."),
    })
    .describe('A folder of the binary version of CIFAR-10 or CIFAR-100.'),
  z
    .strictObject({
      kind: z.literal('webdataset'),
      path,
      classes,
      labels,
      encoding,
      limits: archiveLimitsSchema.prefault({}),
    })
    .describe(
      'WebDataset: a `.tar` (or `.tar.gz`), or a folder of them, with files of one key for ' +
        'each sample: `42.png`, and `42.cls` or `42.json`.',
    ),
  z
    .strictObject({
      kind: z.literal('coco'),
      path,
      sets: z
        .array(
          z.strictObject({
            annotations: z
              .string()
              .min(1)
              .meta({
                description: 'The file of annotations, relative to `path`.',
                examples: ['annotations/instances_train.json'],
              }),
            images: z.string().min(1).default('.').describe('The folder of images, relative to `path`.'),
            split: splitNameSchema.nullable().default(null).describe('The split that all of them are in.'),
          }),
        )
        .min(1)
        .describe('Files of annotations and their folders of images.'),
      labels,
      encoding,
      followLinks,
    })
    .describe('COCO: files of annotations and folders of images.'),
  z
    .strictObject({ kind: z.literal('yolo'), path, labels, encoding, followLinks })
    .describe('YOLO: a folder with `images`, `labels` and `data.yaml`.'),
  z
    .strictObject({ kind: z.literal('pascal-voc'), path, labels, encoding, followLinks })
    .describe('Pascal VOC: a folder with `Annotations` and `JPEGImages`.'),
  z
    .strictObject({
      kind: z.literal('tfrecord'),
      path,
      classes,
      labels,
      features: z
        .strictObject({
          image: z.string().min(1).default('image/encoded').describe('The encoded image.'),
          label: z.string().min(1).default('image/class/label').describe('The class.'),
          boxes: z
            .string()
            .min(1)
            .default('image/object/bbox')
            .describe('Boxes: `<boxes>/xmin`, `ymin`, `xmax` and `ymax`, in fractions of the image.'),
          boxLabels: z.string().min(1).default('image/object/class/text').describe('The class of each box.'),
          group: z.string().min(1).nullable().default(null).describe('The group. Null: none.'),
        })
        .prefault({})
        .describe('Names of the features.'),
    })
    .describe('A TFRecord file, or a folder of them, of `tf.train.Example` with encoded images.'),
  videoSourceSchema,
] as const;

export const sourceSchema = z
  .discriminatedUnion('kind', [
    ...inFolders,
    z
      .strictObject({
        kind: z.literal('archive'),
        path,
        holds: z
          .discriminatedUnion('kind', inFolders)
          .prefault({ kind: 'image-folder', path: '.' })
          .describe('What is in it: any other source, whose path is then one in the archive.'),
        encoding: encoding.describe(
          'Encoding of names that are not UTF-8, where the archive says nothing else of ' +
            'them. Left out: in a zip code page 437, as the format has it; in a tar they are refused.',
        ),
        limits: archiveLimitsSchema.prefault({}),
      })
      .describe('A `.zip`, `.tar` or `.tar.gz` of any of the others.'),
  ])
  .describe('Where samples come from. `kind` is `image-folder` when left out.');
export type Source = z.infer<typeof sourceSchema>;
export type SourceKind = Source['kind'];
