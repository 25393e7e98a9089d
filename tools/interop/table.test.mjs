// @ts-check
import { formatTable, verdictOf } from './table.mjs';

const written = (/** @type {string} */ name, errors = {}) => ({
  name,
  files: { onnx: `${name}/model.onnx` },
  errors,
  trials: [],
});
const refusal = { onnx: { code: 'deployer/unsupported-operation', message: 'Dilation2D in layer "wide"' } };

it('is right up to a difference of 1e-5, wrong above it and where a reader refuses the file', () => {
  const verdict = (/** @type {object} */ result) =>
    verdictOf(written('a'), 'onnx', [{ name: 'a', format: 'onnx', ...result }]).verdict;
  expect(verdict({ difference: 1e-5 })).toBe('right');
  expect(verdict({ difference: 2e-5 })).toBe('wrong');
  expect(verdict({ message: 'ValidationError' })).toBe('wrong');
});

it('is wrong where nothing read the file', () => {
  expect(verdictOf(written('a'), 'onnx', [])).toMatchObject({ verdict: 'wrong' });
});

it('is refused by an error of ours, wrong by any other', () => {
  expect(verdictOf(written('a', refusal), 'onnx', []).verdict).toBe('refused');
  const crash = { onnx: { code: undefined, message: 'undefined is not a function' } };
  expect(verdictOf(written('a', crash), 'onnx', []).verdict).toBe('wrong');
});

it('prints a line per export, the messages of what is not right, and the counts', () => {
  const exports = [written('a'), written('b', refusal)];
  const { text, wrong } = formatTable(exports, [{ name: 'a', format: 'onnx', difference: 0 }]);
  expect(text.split('\n')).toEqual([
    '   onnx',
    'a  right',
    'b  refused',
    '',
    'b, onnx: refused. Dilation2D in layer "wide"',
    '',
    '1 right, 1 refused by name, 0 wrong',
  ]);
  expect(wrong).toBe(0);
});
