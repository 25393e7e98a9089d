import { basename, dirname, relative, resolve } from 'node:path';
import { classesOf, SPLITS } from '@sightline/contracts';
import type { RecognisedSource, Survey } from '@sightline/ingest';

/** What a spec is written from. */
export interface Seen {
  readonly source: RecognisedSource;
  readonly survey: Survey;
  /** Where the spec will lie, and the JSON Schema that its first line names. */
  readonly file: string;
  readonly schema: string;
}

/** How many times the samples of the rarest class the largest has, from which mistakes are weighed. */
const UNEVEN = 3;
/** The same from which rare classes are also seen more often. */
const VERY_UNEVEN = 20;
/** Up to so many samples there are more epochs, and a network without batch normalisation. */
const FEW_SAMPLES = 1000;
/** The longer side that images are shrunk to, by the number of samples: what trains in minutes on a few cores. */
const LARGEST_SIDES = [
  { samples: 5_000, side: 96 },
  { samples: 20_000, side: 64 },
  { samples: Infinity, side: 48 },
];
const FRAMES = 16;

/** How often each class is annotated, the most frequent first. */
export function classCounts({ items }: Survey): [string, number][] {
  const counts = new Map<string, number>();
  for (const { boxes, ...item } of items)
    for (const label of classesOf({ ...item, ...(boxes && { boxes: boxes.boxes }) }))
      counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([one, many], [other, few]) => few - many || (one < other ? -1 : 1));
}

/** The text of a commented `pipeline.yaml` that suits what was seen. */
export function writeSpec(seen: Seen): string {
  const { source, survey, file, schema } = seen;
  const name = nameOf(source);
  const spec = basename(file);
  return `# yaml-language-server: $schema=${relative(dirname(resolve(file)), schema)}
# Written by \`sightline init\` after a look at ${basename(source.path)}: change what you know better.
# An editor that knows YAML shows what each key means.
#   sightline validate ${spec}    checks it, against the data too
#   sightline up ${spec}          trains, evaluates and serves
name: ${name}
seed: 7 # of all randomness: the same seed and data give the same model

# ${dataSeen(survey)}
ingest:
  source: ${sourceOf(seen)}

${splitOf(survey)}

# What the network is given. ${sizesSeen(survey)}
preprocess: ${preprocessOf(survey)}

${taskOf(survey)}${augmentOf(survey, spec)}
${modelOf(survey)}

fit:
  epochs: ${survey.items.length < FEW_SAMPLES ? 40 : 20}
  batchSize: ${batchSizeOf(survey)}
  optimizer: { kind: adam, learningRate: 0.001 }
  schedule: { kind: cosine, warmupEpochs: 1 }

# A model is published when it is better than one answer given to all samples, and not worse than the one in production.
# Ask for more once you know what is possible${figuresOf(survey)}
gate: {}

deploy: { name: ${name} } # in the registry, and in the server's URLs
`;
}

/** How many samples of which classes there are, in a sentence. */
export function dataSeen(survey: Survey): string {
  const { of, items, setAside, unlisted } = survey;
  if (unlisted) return `It was not looked into: ${unlisted}.`;
  const classes = classCounts(survey);
  const counts = classes.slice(0, 8).map(([label, count]) => `${label} ${count}`);
  const more = classes.length > counts.length ? ` and ${classes.length - counts.length} more` : '';
  const ofClasses = classes.length > 0 ? ` of ${classes.length} classes: ${counts.join(', ')}${more}` : '';
  const aside = setAside > 0 ? `, and ${setAside} that cannot be used` : '';
  return `${items.length} ${of}${ofClasses}${aside}.`;
}

function sourceOf({ source: { kind, path, ...settings }, survey, file }: Seen): string {
  const entries = {
    ...(kind === 'image-folder' ? {} : { kind }),
    path: relative(dirname(resolve(file)), resolve(path)) || '.',
    ...settings,
    ...(isOfBoxesOnly(survey) && { labels: 'dominant-box' }),
  };
  return flow(entries);
}

/** Of the folder of a table, of anything else without its extensions; as registries and URLs take names. */
function nameOf({ kind, path }: RecognisedSource): string {
  const name = basename(kind === 'manifest' ? dirname(resolve(path)) : resolve(path))
    .replace(/\.[A-Za-z.]+$/, '')
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
  return /^\d*$/.test(name) ? `images${name && `-${name}`}` : name;
}

function sizeOf({ sizes, items }: Survey): { width: number; height: number } {
  const largest = LARGEST_SIDES.find(({ samples }) => items.length <= samples)?.side ?? 0;
  if (!sizes) return { width: largest, height: largest };
  const [width, height] = [sizes.width.median, sizes.height.median];
  const scale = Math.min(1, largest / Math.max(width, height));
  const near = (side: number) => Math.max(8, Math.round((side * scale) / 4) * 4);
  // Images of one shape keep it; others become squares.
  const isOneShape = sizes.width.minimum === sizes.width.maximum && sizes.height.minimum === sizes.height.maximum;
  if (isOneShape) return { width: near(width), height: near(height) };
  const side = near(Math.sqrt(width * height));
  return { width: side, height: side };
}

function sizesSeen({ of, sizes, grey, looked }: Survey): string {
  if (!sizes) return 'Images were not looked at: set their size, and channels: 1 where they are grey.';
  const { width, height } = sizes;
  const range = (least: number, most: number) => (least === most ? `${least}` : `${least} to ${most}`);
  const size = `${range(width.minimum, width.maximum)} × ${range(height.minimum, height.maximum)} pixels`;
  if (of === 'videos') return `Videos (${looked} were looked at) are ${size}.`;
  return `Images (${looked} were looked at) are ${size}, ${grey ? 'all grey' : 'in colour'}.`;
}

function preprocessOf(survey: Survey): string {
  const { width, height } = sizeOf(survey);
  const frames = survey.frames && { kind: 'clip', frames: Math.min(FRAMES, survey.frames.median) };
  return flow({ ...frames, width, height, channels: survey.grey ? 1 : 3 });
}

function isRegression({ items }: Survey): boolean {
  return items.length > 0 && items.every(({ label, labels, values }) => values && label === undefined && !labels);
}

function isMultiLabel({ items }: Survey): boolean {
  return items.some(({ labels }) => labels);
}

function isOfBoxesOnly({ items }: Survey): boolean {
  return items.length > 0 && items.every(({ label, labels, values, boxes }) => boxes && !label && !labels && !values);
}

function taskOf(survey: Survey): string {
  if (isRegression(survey)) return '# To tell numbers, not classes.\ntask: { kind: regression }\n\n';
  if (isMultiLabel(survey)) return '# Each sample may be of several classes.\ntask: { kind: multiLabel }\n\n';
  const counts = classCounts(survey);
  const [most, least] = [counts[0]?.[1] ?? 0, counts.at(-1)?.[1] ?? 0];
  if (counts.length < 2 || most < UNEVEN * least) return '';
  const weighed =
    `# Classes are uneven, ${most} to ${least} samples: mistakes with rare ones count more.\n` +
    'task: { classWeights: balanced }\n\n';
  if (most < VERY_UNEVEN * least) return weighed;
  return (
    `# Classes are very uneven, ${most} to ${least} samples: each is seen equally often.\n` +
    'sampler: { kind: balanced }\n\n'
  );
}

function augmentOf(survey: Survey, spec: string): string {
  const look = `Look at it: sightline augment ${spec} --preview`;
  if (isRegression(survey))
    return (
      '# Variants of training samples. Nothing turns, flips or moves them here: that may change what is to be told.\n' +
      `# ${look}\naugment:\n  - { kind: brightnessContrast, brightness: 0.1, contrast: 0.1 }\n`
    );
  const flip =
    '  - { kind: flip, axis: horizontal } # leave it out where left and right differ: text, road signs, faces\n';
  const light = '  - { kind: brightnessContrast, brightness: 0.1, contrast: 0.1 }\n';
  return (
    `# Variants of training samples, new ones each epoch. ${look}\naugment:\n` +
    (survey.grey ? '' : flip) +
    '  - { kind: affine, degrees: 10, translate: 0.07, scale: 0.1, probability: 0.7 }\n' +
    light
  );
}

function modelOf(survey: Survey): string {
  if (survey.frames)
    return (
      '# A small network reads each frame, an LSTM follows them; others: cnn-gru, conv-lstm, cnn3d, r2plus1d-18.\n' +
      'model: { architecture: cnn-lstm, units: 64, dropout: 0.3 }'
    );
  const { width, height } = sizeOf(survey);
  // A block halves what is left; of the smallest side a few pixels are to remain.
  const count = Math.max(1, Math.min(4, Math.floor(Math.log2(Math.min(width, height) / 6))));
  const filters = [32, 64, 128, 128].slice(0, count);
  const isLarge = survey.items.length >= FEW_SAMPLES;
  const advice = isLarge
    ? '# A network that trains in minutes on a few processor cores; larger: resnet18, mobilenetv2, efficientnet-b0, …'
    : '# A small network, for there are few samples. If they are photos, weights that were trained on others help\n' +
      '# more than anything: docs/transfer-learning.md of the repository.';
  const settings = { denseUnits: 128, dropout: 0.5, ...(isLarge && { batchNormalization: true }) };
  return `${advice}\nmodel: ${flow({ architecture: 'cnn', filters, ...settings })}`;
}

function splitOf({ of, items }: Survey): string {
  const given = SPLITS.filter((name) => items.some(({ split }) => split === name));
  if (given.includes('train') && given.includes('validation')) {
    const isSome = items.some(({ split }) => split === undefined);
    const others = isSome ? ', unassigned: { strategy: stratified }' : '';
    return `# As the source says.\nsplit: { strategy: predefined${others} }`;
  }
  if (given.includes('train') && given.includes('test'))
    return (
      '# Test samples are those of the source; a tenth of the others validates.\n' +
      'split: { strategy: k-fold, folds: 10, test: predefined }'
    );
  if (of === 'samples' && items.length > 0 && items.every(({ group }) => group !== undefined))
    return (
      '# No group is in two splits.\n' +
      'split: { strategy: stratified-group, train: 0.7, validation: 0.15, test: 0.15 }'
    );
  return 'split: { train: 0.7, validation: 0.15, test: 0.15 } # each class alike; duplicates and groups stay together';
}

function batchSizeOf({ items, frames }: Survey): number {
  const most = frames ? 16 : 64;
  if (items.length === 0) return most;
  // Some ten steps in an epoch.
  return Math.min(most, 2 ** Math.floor(Math.log2(Math.max(8, (items.length * 0.7) / 10))));
}

function figuresOf(survey: Survey): string {
  if (isRegression(survey)) return ': gate: { minimum: { r2: 0.9 } }';
  if (isMultiLabel(survey)) return ': gate: { minimum: { macroF1: 0.8 } }';
  return ': gate: { minimum: { accuracy: 0.9, macroF1: 0.85 } }';
}

function quoted(text: string): string {
  return /^[A-Za-z./_][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${quoted(key)}: ${flow(each)}`)
      .join(', ')} }`;
  return typeof value === 'string' ? quoted(value) : String(value);
}
