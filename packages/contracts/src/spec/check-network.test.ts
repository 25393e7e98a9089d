import { ContractError } from '../errors.ts';
import { parsePipeline } from './parse-pipeline.ts';

const spec = (preprocess: string, model: string) => `
name: digits
ingest: { source: { path: data } }
preprocess: ${preprocess}
model: ${model}
fit: { epochs: 3 }
deploy: { name: digits }`;
const parsed = (preprocess: string, model: string) => () => parsePipeline(spec(preprocess, model), 'p.yaml');

describe('a network and what it is given', () => {
  it.each([
    [
      '{ width: 28, height: 32 }',
      '{ architecture: resnet18 }',
      /preprocess\.width: .*32×28 .*at least 32×32.*received 28/,
    ],
    ['{ width: 50, height: 21 }', '{ architecture: cnn, filters: [8, 8, 8] }', /preprocess\.height: .*at least 22×22/],
    ['{ width: 40, height: 32 }', '{ architecture: vit-tiny }', /multiples of 16\. Set width: 48 and height: 32/],
    ['{ width: 32, height: 32 }', '{ architecture: cnn-lstm }', /model\.architecture: .*cnn-lstm takes clips/],
    [
      '{ kind: clip, frames: 8, width: 32, height: 32 }',
      '{ architecture: cnn }',
      /model\.architecture: .*cnn takes images/,
    ],
    [
      '{ kind: clip, frames: 8, width: 30, height: 40 }',
      '{ architecture: cnn-gru, trunk: { architecture: resnet18 } }',
      /preprocess\.width: .*too small for cnn-gru, which needs at least 32×32/,
    ],
  ])('refuses %s for %s', (preprocess, model, says) => {
    expect(parsed(preprocess, model)).toThrow(ContractError);
    expect(parsed(preprocess, model)).toThrow(says);
  });

  it.each([
    ['{ width: 22, height: 22 }', '{ architecture: cnn, filters: [8, 8, 8] }'],
    ['{ width: 1, height: 1 }', '{ module: ./network.ts }'],
  ])('takes %s for %s', (preprocess, model) => {
    expect(parsed(preprocess, model)).not.toThrow();
  });
});
