import { deriveSeed, RandomStream } from '@sightline/contracts';

/**
 * Runs code whose `Math.random` depends on a seed alone: TensorFlow.js draws the seeds of initializers that have none
 * from it. It is the process's own again afterwards.
 */
export async function withSeededRandom<Result>(seed: number, code: () => Promise<Result>): Promise<Result> {
  const stream = new RandomStream(deriveSeed(seed, 'initializers'));
  const { random } = Math;
  Math.random = () => stream.next();
  try {
    return await code();
  } finally {
    Math.random = random;
  }
}
