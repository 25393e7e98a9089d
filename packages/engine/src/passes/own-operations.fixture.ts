import { compile } from '../compile/compile.ts';
import { tf } from '../tensorflow.ts';

const largest = (tensor: tf.Tensor): number => tensor.abs().max().dataSync()[0] as number;

/**
 * Compiles a function and expects of each of its results the value that `expectedOf` gives, within 1e-5 of its largest
 * element or of `least`, and the same bits again. `expectedOf` is given the first result. Disposes of the tensors.
 */
export function expectCompiled<Tensors extends readonly tf.Tensor[]>(
  fn: (...tensors: Tensors) => tf.Tensor[],
  { tensors, expectedOf, least }: { tensors: Tensors; expectedOf: (first: tf.Tensor) => tf.Tensor[]; least: number },
): void {
  const compiled = compile(fn);
  tf.tidy(() => {
    const [actual, again] = [compiled(...tensors), compiled(...tensors)];
    expectedOf(actual[0] as tf.Tensor).forEach((expected, index) => {
      const given = actual[index] as tf.Tensor;
      expect(given.shape).toEqual(expected.shape);
      expect(largest(given.sub(expected))).toBeLessThan(1e-5 * Math.max(largest(expected), least));
      expect(again[index]?.dataSync()).toEqual(given.dataSync());
    });
  });
  compiled.dispose();
  tf.dispose([...tensors]);
}

/** The operations of the program that a function compiles to. Disposes of the tensors. */
export function operationsOf<Tensors extends readonly tf.Tensor[]>(
  fn: (...tensors: Tensors) => tf.Tensor[],
  tensors: Tensors,
): string[] {
  const compiled = compile(fn);
  const { nodes } = compiled.program(...tensors);
  compiled.dispose();
  tf.dispose([...tensors]);
  return nodes.map(({ op }) => op);
}
