import {
  mixSeed,
  RandomStream,
  type CompositionKind,
  type SimpleTransform,
  type Transform,
} from '@sightline/contracts';
import type { ImageSize } from './image-size.ts';
import type { Choice } from './transforms/composition/choice.ts';
import { compositions } from './transforms/composition/compositions.ts';
import type { Definition } from './transforms/definition.ts';
import { transforms, type Operation } from './transforms/transforms.ts';

type AnyDefinition = Definition<SimpleTransform, object>;

/**
 * Draws the operations of a list of transforms for an image of that size. Each transform has its own random stream, by
 * its place in the list: changing one does not change what the others draw.
 */
export function drawOperations(
  list: readonly Transform[],
  seed: number,
  { width, height, channels }: ImageSize,
): Operation[] {
  const operations: Operation[] = [];
  const size = { width, height, channels };
  for (let index = 0; index < list.length; index++) {
    drawInto(operations, list[index] as Transform, mixSeed(seed, index), size);
  }
  return operations;
}

/** `size` is that of the image so far: it follows the geometric operations. */
function drawInto(
  operations: Operation[],
  transform: Transform,
  seed: number,
  size: { -readonly [Key in keyof ImageSize]: ImageSize[Key] },
): void {
  const random = new RandomStream(seed);
  if (random.next() >= transform.probability) return;
  if (isComposition(transform)) {
    for (const [index, chosen] of choose(transform, random, size)) {
      drawInto(operations, chosen, mixSeed(seed, index), size);
    }
    return;
  }
  const definition: AnyDefinition = transforms[transform.kind];
  const parameters = definition.draw(transform, random, size, (nested, nestedSeed) =>
    drawOperations(nested, nestedSeed, size),
  );
  operations.push({ kind: transform.kind, ...parameters } as Operation);
  if ('geometry' in definition) {
    const { width, height } = definition.geometry(parameters, size);
    size.width = width;
    size.height = height;
  }
}

type Composition = Extract<Transform, { kind: CompositionKind }>;

function isComposition(transform: Transform): transform is Composition {
  return transform.kind in compositions;
}

function choose(transform: Composition, random: RandomStream, size: ImageSize): ReturnType<Choice<CompositionKind>> {
  return (compositions[transform.kind] as Choice<CompositionKind>)(transform, random, size);
}
