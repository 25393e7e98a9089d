import type { SampleItem, SourceItem } from '../source.ts';
import { labelValue, nameClass } from './label-value.ts';
import { settleLabels } from './settle-labels.ts';

const read = () => Promise.reject(new Error('not read'));
const item = (label: string, index: number, more: Partial<SampleItem> = {}) => ({
  id: String(index),
  label,
  read,
  ...more,
});
const settled = (...labels: string[]) =>
  settleLabels(labels.map((label, index) => item(label, index))).items.map((each) =>
    'refusal' in each ? each.refusal.reason : each.label,
  );

describe('labels', () => {
  it.each<[string, string[], string[]]>([
    ['numbers', ['0', '11', '2', '10'], ['00', '11', '02', '10']],
    ['numbers of a column with gaps', ['0.0', '11.0', '2.0'], ['00', '11', '02']],
    ['numbers beyond 2 ** 53', ['9007199254740993', '7'], ['9007199254740993', '0000000000000007']],
    ['numbers beside text', ['0', 'cat', '10', '2.0'], ['00', 'cat', '10', '2.0']],
    ['unknown classes beside text', ['cat', '-1', '-2'], ['cat', 'invalid-annotation', '-2']],
    ['one number with and without zeros', ['007', '7', '08', '-00'], ['007', '007', '008', '000']],
    ['characters that are not seen', ['cat\u200b', '\u200ecat', 'c\u00adat\ufeff'], ['cat', 'cat', 'cat']],
    ['joiners, which have a meaning', ['\u0646\u200c\u0647'], ['\u0646\u200c\u0647']],
    ['text that was once read as Latin-1', ['caf\u0082'], ['invalid-annotation']],
    ['numbers with zeros before them', ['01', '2', '10'], ['01', '02', '10']],
    ['other numbers', ['1.5', '2.0', '1e3'], ['1.5', '2.0', '1e3']],
    ['unknown classes', ['-1', '0', '12', '-0'], ['invalid-annotation', '00', '12', '00']],
    ['truth values', ['true', 'false'], ['true', 'false']],
    [
      'space',
      [' cat', 'cat\u00a0', 'polar\u00a0 bear', 'polar bear', '\t'],
      ['cat', 'cat', 'polar bear', 'polar bear', 'missing-label'],
    ],
    ['forms of accents', ['caf\u00e9', 'cafe\u0301'], ['caf\u00e9', 'caf\u00e9']],
    ['case', ['Cat', 'cat'], ['Cat', 'cat']],
    ['damage', ['\ufffd\ufffd', 'a\u0000', 'ok'], ['invalid-annotation', 'invalid-annotation', 'ok']],
  ])('have one form, whatever the source: %s', (_, labels, expected) => {
    expect(settled(...labels)).toEqual(expected);
  });

  it('of boxes have the form of those of images, and are the classes of a sample that has no others', () => {
    const boxes = ['3', '12'].map((label) => ({ label, x: 0, y: 0, width: 1, height: 1 }));
    const items: SourceItem[] = [
      item('12', 0, { boxes: { unit: 'fraction', boxes } }),
      { id: '1', read, boxes: { unit: 'fraction', boxes: [boxes[0]!] } },
    ];
    const result = settleLabels(items);
    expect(result.labels).toEqual(['03', '12']);
    expect(result.items).toMatchObject([
      { boxes: { boxes: [{ label: '03' }, { label: '12' }] } },
      { boxes: { boxes: [{ label: '03' }] } },
    ]);
    const unknown = item('3', 0, { boxes: { unit: 'fraction', boxes: [{ ...boxes[0]!, label: '-1' }] } });
    expect(settleLabels([unknown]).items).toMatchObject([{ refusal: { reason: 'invalid-annotation' } }]);
  });

  it('keep those that are declared, in the order of the numbers', () => {
    expect(settleLabels([item('2', 0)], ['10', '2']).labels).toEqual(['02', '10']);
  });

  it.each<[unknown, object]>([
    ['cat', { label: 'cat' }],
    [7, { label: '7' }],
    [7n, { label: '7' }],
    [true, { label: 'true' }],
    [[7], { label: '7' }],
    [Buffer.from('Zoë'), { label: 'Zoë' }],
    [Number.NaN, {}],
    [null, {}],
    ['', {}],
    [' ', {}],
    ['nan', {}],
    ['NaN', {}],
    ['<NA>', {}],
    ['#N/A', {}],
    ['NA', { label: 'NA' }],
    ['none', { label: 'none' }],
    [[], {}],
    ['10-12', { label: '10-12' }],
    ['polar bear', { label: 'polar bear' }],
    [[0, 1, 0], { problem: expect.stringMatching(/^has 3 values; one is allowed\. A one-hot row/) }],
    [BigInt64Array.of(0n, 1n), { problem: expect.stringMatching(/^has 2 values/) }],
    [['cat', 'dog'], { problem: expect.stringMatching(/^has 2 values/) }],
    ['0 1 0', { problem: expect.stringMatching(/^must be one value \(received "0 1 0"\)/) }],
    ['[0, 1]', { problem: expect.stringMatching(/one value/) }],
    ['["cat", "dog"]', { problem: expect.stringMatching(/one value/) }],
    ['cat\ndog', { problem: expect.stringMatching(/one value/) }],
    [0.5, { problem: 'must be text or a whole number from 0 (received 0.5).' }],
    [{ id: 1 }, { problem: expect.stringMatching(/received an object/) }],
    [Uint8Array.of(0xb9, 0xb7), { problem: 'is not UTF-8. Save it as UTF-8.' }],
  ])('are one value: %p', (value, expected) => {
    expect(labelValue(value)).toEqual(expected);
  });

  it('have the names that are known, and only those', () => {
    const names = ['cat', 'dog'];
    expect(['1', '0.0', 'bird'].map((label) => nameClass(label, names))).toEqual([
      { label: 'dog' },
      { label: 'cat' },
      { label: 'bird' },
    ]);
    for (const label of ['2', '-1'])
      expect(nameClass(label, names)).toEqual({
        problem: `is class ${label}; there are names for the classes 0 to 1.`,
      });
    expect(nameClass('2', [])).toEqual({ label: '2' });
  });
});
