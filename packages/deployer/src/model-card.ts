import {
  type DatasetStatistics,
  type Evaluation,
  type ExportInput,
  formatValue,
  networkName,
  type Preprocess,
  type Signature,
  type SplitSpec,
  type Table,
  type TensorSpec,
  type TrainInput,
  valueOf,
  wordsOf,
} from '@sightline/contracts';
import { countMultiplyAdds, countParameters, type Program } from '@sightline/engine';
import { formatNormalization, formatSplit } from '@sightline/ingest/format-preparation';
import { PARITY_TOLERANCE } from './parity.ts';

/** The known facts about a model. */
export interface ModelFacts {
  readonly refs: ExportInput;
  readonly preprocess: Preprocess;
  readonly signature: Signature;
  readonly program: Program;
  readonly training: TrainInput;
  readonly evaluation: Evaluation;
  readonly statistics: DatasetStatistics;
  /** Absent where the dataset does not come from the stage `split`. */
  readonly split: SplitSpec | undefined;
}

/**
 * A model card in Markdown, in short form: the sections of Mitchell et al., "Model Cards for Model Reporting" (2019).
 * It says what is known and leaves to a person what is not.
 */
export function formatModelCard(facts: ModelFacts): string {
  return [
    '# Model card',
    section('Model details', describeModel(facts)),
    section('Intended use', describeUse(facts)),
    section('Training and evaluation data', describeData(facts)),
    section('Metrics', describeEvaluation(facts.evaluation)),
    section('Lineage', describeLineage(facts)),
  ].join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  return [`## ${title}`, '', ...lines, ''].join('\n');
}

function describeModel({ training, preprocess, signature, evaluation, program }: ModelFacts): string[] {
  const { width, height, channels } = preprocess;
  const { inputs, outputs } = signature;
  const { optimizer, epochs, batchSize } = training.fit;
  const multiplyAdds = countMultiplyAdds(program);
  const size = [
    `${count(countParameters(program))} parameters`,
    // They may depend on open sizes.
    ...(multiplyAdds === undefined ? [] : [`${count(multiplyAdds)} multiply-adds per sample`]),
  ];
  const colours = channels === 1 ? 'grey' : 'colour';
  return [
    `- Architecture: ${networkName(training.model)}, ${size.join(', ')}`,
    `- ${tensors('Input', inputs)}: decoded to ${width}×${height} pixels, ${colours} (\`preprocess.json\`)`,
    `- Normalization: ${formatNormalization(preprocess)}, value by value`,
    `- ${tensors('Output', outputs)} (\`signature.json\`)`,
    `- Training: ${optimizer.kind}, learning rate ${optimizer.learningRate}, at most ${epochs} epochs of batches of ` +
      `${batchSize}, seed ${training.seed}`,
    '- Formats: tfjs Layers, SavedModel, ONNX; each gives the outputs of the trained model within ' +
      `${PARITY_TOLERANCE} on every ${evaluation.split} sample`,
  ];
}

/** `Outputs \`boxes\` float32 [batch, 8, 4], \`scores\` float32 [batch, 8]`; ? is a size that may be any. */
function tensors(what: string, specs: readonly TensorSpec[]): string {
  const listed = specs.map(({ name, dtype, shape }) => {
    const sizes = ['batch', ...shape.map((size) => size ?? '?')];
    return `\`${name}\` ${dtype} [${sizes.join(', ')}]`;
  });
  return `${what}${specs.length === 1 ? '' : 's'} ${listed.join(', ')}`;
}

function describeUse({ evaluation }: ModelFacts): string[] {
  return [
    `Answers about samples like those of the dataset (${wordsOf(evaluation.task)}), in terms of ` +
      `${evaluation.targetNames.join(', ')}.`,
    'Every sample gets an answer, also one that is unlike all of them. Nothing is known about samples from other',
    'sources, nor about differences between groups of people.',
  ];
}

function describeData({ statistics, split }: ModelFacts): string[] {
  const splits = Object.keys(statistics.splits);
  const rows = Object.entries(statistics.classes).map(([label, total]) => [
    label,
    total,
    ...splits.map((name) => valueOf(statistics.splits[name]?.classes ?? {}, label) ?? 0),
  ]);
  const divided = split ? ` Split: ${formatSplit(split)}.` : '';
  return [
    `${count(statistics.samples)} samples; ${count(statistics.quarantined)} more were set aside as unreadable or ` +
      `duplicate.${divided}`,
    ...(rows.length > 0 ? ['', ...table(['class', 'samples', ...splits], rows)] : []),
  ];
}

/** Figures, and the tables that the task shows. */
function describeEvaluation({ samples, split, figures, exhibits, warnings = [] }: Evaluation): string[] {
  const seen = split === 'test' ? 'that training never saw' : 'by which the best epoch was chosen';
  const rows = Object.entries(figures).map(([name, { value, interval, unit, better }]) => [
    wordsOf(name),
    formatValue(value, unit),
    interval ? interval.map((end) => formatValue(end, unit)).join(' to ') : '–',
    better,
  ]);
  const tables = exhibits.filter((exhibit) => exhibit.kind === 'table' && exhibit.rows.length > 0) as Table[];
  return [
    `On ${count(samples)} ${split} samples ${seen}:`,
    '',
    ...table(['figure', 'value', '95 % interval', 'better'], rows),
    ...warnings.flatMap((warning) => ['', `Warning: ${warning}`]),
    ...tables.flatMap((shown) => ['', `### ${shown.title}`, '', ...describeTable(shown)]),
  ];
}

function describeTable({ columns, rows, foot }: Table): string[] {
  return table(
    columns.map(({ name }) => name),
    [...rows, ...(foot ? [foot] : [])].map((row) =>
      row.map((cell, place) => {
        if (cell === null) return '–';
        return typeof cell === 'number' ? formatValue(cell, columns[place]?.unit) : cell;
      }),
    ),
  );
}

function describeLineage({ refs }: ModelFacts): string[] {
  return Object.values(refs).map(({ kind, id }) => `- ${kind}: \`${id}\``);
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
