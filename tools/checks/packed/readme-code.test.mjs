// @ts-check
import { importedPackages, namedToInstall, runnableBlocks } from './readme-code.mjs';

describe('runnableBlocks', () => {
  it('finds the js blocks, and no others', () => {
    const markdown =
      '# A\n```sh\nnpm i\n```\ntext\n```js\nlet a = 1;\n\nlet b = 2;\n```\n```ts\ntype A = 1;\n```\n```js\nc();\n```\n';
    expect(runnableBlocks(markdown)).toEqual(['let a = 1;\n\nlet b = 2;\n', 'c();\n']);
  });
});

describe('what an example needs', () => {
  it('is what its README says to install', () => {
    const markdown = '```sh\nnpm i @sightline/a sharp onnx@npm:@sightline/onnx   # and more\nnpm install -g b@1\n```\n';
    expect(namedToInstall(markdown)).toEqual(['@sightline/a', 'sharp', 'onnx', 'b']);
  });

  it('is what it imports', () => {
    const code =
      "import { a } from '@sightline/a/part';\nimport b from 'b';\nimport 'node:fs';\nawait import('c/d');\n";
    expect(importedPackages(code)).toEqual(['@sightline/a', 'b', 'c']);
  });
});
