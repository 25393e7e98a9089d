import { EngineError } from '../../errors.ts';
import type { TapeNode, Taping } from '../../backend/tape.ts';
import { describeLayer, type LayerName } from '../../program/program.ts';
import { tf } from '../../tensorflow.ts';
import { describePlace } from './origin.ts';

/**
 * Lets a gradient that is missing or fails say which operation it is of, and in which layer. tfjs goes back through
 * operations when the layers have long been left, and names neither.
 *
 * @param currentLayer the layer that is being called
 * @returns a function that ends it
 */
export function nameGradients(currentLayer: () => LayerName | undefined): () => void {
  const engine = tf.engine() as unknown as Taping;
  const add = engine.addTapeNode;
  engine.addTapeNode = function addNamed(...parts) {
    add.apply(this, parts);
    const { activeTape, nextTapeNodeId } = this.state;
    const node = activeTape.findLast(({ id }) => id === nextTapeNodeId - 1);
    if (node) node.gradient = namedGradient(node, currentLayer());
  };
  return () => (engine.addTapeNode = add);
}

function namedGradient(
  { kernelName, gradient }: TapeNode,
  layer: LayerName | undefined,
): TapeNode['gradient'] & object {
  if (!gradient) {
    const place = describePlace(layer);
    return () => {
      throw new EngineError(
        'engine/invalid-options',
        `${kernelName}${place} has no gradient, and weights before it are to be trained. Freeze them, use another ` +
          'operation, or register a gradient with tf.registerGradient.',
      );
    };
  }
  const named = <Result>(compute: () => Result): Result => {
    try {
      return compute();
    } catch (error) {
      if (error instanceof EngineError) throw error;
      const place = layer ? ` (in ${describeLayer(layer)})` : '';
      const message = error instanceof Error ? error.message : String(error);
      throw new EngineError('engine/invalid-options', `The gradient of ${kernelName}${place} failed: ${message}`, {
        cause: error,
      });
    }
  };
  return (dys) =>
    named(() =>
      Object.fromEntries(
        Object.entries(gradient(dys)).map(([input, compute]) => [input, () => named(compute)] as const),
      ),
    );
}
