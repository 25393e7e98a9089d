// @ts-check
import { runnableBlocks } from './readme-code.mjs';

describe('runnableBlocks', () => {
  it('finds the js blocks, and no others', () => {
    const markdown =
      '# A\n```sh\nnpm i\n```\ntext\n```js\nlet a = 1;\n\nlet b = 2;\n```\n```ts\ntype A = 1;\n```\n```js\nc();\n```\n';
    expect(runnableBlocks(markdown)).toEqual(['let a = 1;\n\nlet b = 2;\n', 'c();\n']);
  });
});
