import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from '@sightline/contracts';
import { findLabelIssues, LABEL_ISSUE_FILTERS, LABEL_QUALITY } from './label-issues.ts';
import { findOutliers } from '../outliers/outliers.ts';

type Filter = keyof typeof LABEL_ISSUE_FILTERS;
type Ranking = keyof typeof LABEL_QUALITY;

const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/label-issues.json'), 'utf8')) as {
  labels: {
    labels: number[];
    classes: number;
    probabilities: number[];
    scores: Record<Ranking, number[]>;
    issues: Record<Filter, Record<Ranking, number[]>>;
  }[];
  outliers: { dimension: number; neighbours: number; embeddings: number[]; scores: number[]; outliers: number[] }[];
};
const filters = Object.keys(LABEL_ISSUE_FILTERS) as Filter[];
const rankings = Object.keys(LABEL_QUALITY) as Ranking[];

describe('label issues', () => {
  describe.each([...golden.labels.entries()])('case %i', (_, example) => {
    it.each(filters)('%s: the samples of cleanlab, in its order', (filterBy) => {
      for (const rankBy of rankings) {
        const issues = findLabelIssues(example.labels, example.probabilities, { filterBy, rankBy });
        expect(issues.map(({ sample }) => sample)).toEqual(example.issues[filterBy][rankBy]);
      }
    });

    it.each(rankings)('%s: the scores of cleanlab', (ranking) => {
      const ours = example.labels.map((_label, sample) => LABEL_QUALITY[ranking](example, sample));
      const differences = ours.map((score, sample) =>
        Math.abs(score - (example.scores[ranking][sample] ?? Number.NaN)),
      );
      expect(differences.every((difference) => difference < 1e-8)).toBe(true);
    });
  });

  it('suggests the most probable class', () => {
    const probabilities = [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8, 0.95, 0.05];
    const issues = findLabelIssues([0, 0, 1, 1, 1], probabilities);
    expect(issues).toEqual([{ sample: 4, score: 0.05, suggested: 0 }]);
  });

  it('refuses shapes and labels that do not fit', () => {
    expect(() => findLabelIssues([0, 1], [0.5, 0.5, 1])).toThrow(/^Received 3 probabilities for 2 labels/);
    expect(() => findLabelIssues([0, 2], [0.5, 0.5, 1, 0])).toThrow('Received the label 2. Allowed: 0 to 1.');
  });
});

describe('real digits, 5 % of whose labels are wrong', () => {
  const digits = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/label-errors.json'), 'utf8')) as {
    labels: string;
    truth: string;
    tenThousandths: number[];
    issues: number[];
  };

  it('have the label issues of cleanlab: its precision and its recall', () => {
    const probabilities = digits.tenThousandths.map((part) => part / 10_000);
    const issues = findLabelIssues(Array.from(digits.labels, Number), probabilities).map(({ sample }) => sample);
    expect(new Set(issues)).toEqual(new Set(digits.issues));
    const wrong = issues.filter((sample) => digits.labels[sample] !== digits.truth[sample]);
    const flipped = Array.from(digits.labels).filter((label, sample) => label !== digits.truth[sample]);
    expect(wrong.length / flipped.length).toBeGreaterThan(0.7);
  });
});

describe('outliers', () => {
  it.each(golden.outliers)(
    'are those of cleanlab in $dimension dimensions',
    ({ embeddings, scores, outliers, ...options }) => {
      const found = findOutliers(embeddings, options);
      expect(found.outliers).toEqual(outliers);
      expect(scores.every((score, index) => Math.abs(score - (found.scores[index] ?? Number.NaN)) < 1e-6)).toBe(true);
    },
  );

  it('are looked for among some references only, where there are to be fewer', () => {
    const stream = new RandomStream(1);
    const dimension = 8;
    const embeddings = Array.from({ length: 200 * dimension }, () => 2 + 0.3 * stream.gaussian());
    for (let place = 0; place < 4; place++) embeddings[77 * dimension + place] = -2;
    for (const references of [40, 200, 1000])
      expect(findOutliers(embeddings, { dimension, references }).outliers).toContain(77);
    const all = findOutliers(embeddings, { dimension });
    expect(findOutliers(embeddings, { dimension, references: 200 })).toEqual(all);
    expect(findOutliers(embeddings, { dimension, references: 40 })).not.toEqual(all);
  });

  it('need more embeddings than neighbours', () => {
    expect(() => findOutliers([1, 2, 3, 4], { dimension: 2, neighbours: 2 })).toThrow(RangeError);
  });
});
