import { tf } from '../tensorflow.ts';

/**
 * The gradient of `tf.einsum` of one or two tensors (TensorFlow computes no more at once): for each operand the sum
 * over the labels that it has not, of the gradient and the other operand. A label may repeat within an operand (a
 * diagonal), and `...` may broadcast.
 */
export function registerEinsumGradient(): void {
  tf.registerGradient({
    kernelName: tf.Einsum,
    saveAllInputs: true,
    gradFunc: (dy, operands, attributes) => {
      const { equation } = attributes as unknown as { equation: string };
      const terms = termsOf(equation, operands);
      const gradients = operands.map((operand, index) => {
        const own = terms.operands[index] as Term;
        const other = operands.length > 1 ? (terms.operands[1 - index] as Term) : undefined;
        return () => gradientOf(own, { labels: terms.output, tensor: dy as tf.Tensor }, other).reshape(operand.shape);
      });
      return gradients as unknown as Record<string, () => tf.Tensor>;
    },
  });
}

/** Labels, and the tensor whose axes they are: without the axes of size 1 that `...` broadcasts. */
interface Term {
  readonly labels: string;
  readonly tensor: tf.Tensor;
}

function gradientOf(own: Term, output: Term, other?: Term): tf.Tensor {
  const terms = other ? [output, other] : [output];
  const sources = terms.map(({ labels }) => labels);
  const unique = own.labels.split('').filter((label, axis, all) => all.indexOf(label) === axis);
  const known = unique.filter((label) => sources.some((labels) => labels.includes(label)));
  const summed = tf.einsum(`${sources.join(',')}->${known.join('')}`, ...terms.map(({ tensor }) => tensor));
  // A label of this operand alone was summed: each of its places gets the same gradient.
  const { shape } = own.tensor;
  const sizeOf = (label: string): number => shape[own.labels.indexOf(label)] as number;
  const kept = summed.reshape(unique.map((label) => (known.includes(label) ? sizeOf(label) : 1)));
  const whole = tf.broadcastTo(kept, unique.map(sizeOf));
  return unique.length === own.labels.length ? whole : tf.einsum(`${unique.join('')}->${own.labels}`, whole);
}

/** The equation with a letter for each axis that `...` represents. */
function termsOf(equation: string, operands: readonly tf.Tensor[]): { operands: Term[]; output: string } {
  const [left, right] = equation.replaceAll(' ', '').split('->') as [string, string];
  const sources = left.split(',');
  const free = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    .split('')
    .filter((letter) => !equation.includes(letter));
  const covered = sources.map((term, index) =>
    term.includes('...') ? (operands[index] as tf.Tensor).rank - (term.length - 3) : 0,
  );
  const letters = free.slice(0, Math.max(...covered));
  const expanded = sources.map((term, index) => term.replace('...', lastOf(letters, covered[index] as number)));
  const sizes = new Map<string, number>();
  expanded.forEach((labels, index) =>
    labels
      .split('')
      .forEach((label, axis) =>
        sizes.set(label, Math.max(sizes.get(label) ?? 1, (operands[index] as tf.Tensor).shape[axis] as number)),
      ),
  );
  return {
    operands: expanded.map((labels, index) => {
      const tensor = operands[index] as tf.Tensor;
      const axes = labels.split('').map((_, axis) => axis);
      const kept = axes.filter(
        (axis) => !letters.includes(labels[axis] as string) || tensor.shape[axis] === sizes.get(labels[axis] as string),
      );
      return {
        labels: kept.map((axis) => labels[axis]).join(''),
        tensor: tensor.reshape(kept.map((axis) => tensor.shape[axis] as number)),
      };
    }),
    output: right.replace('...', letters.join('')),
  };
}

function lastOf(letters: readonly string[], count: number): string {
  return letters.slice(letters.length - count).join('');
}
