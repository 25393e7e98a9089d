import { mixSeed, RandomStream, type CompositionKind, type Transform } from '@sightline/contracts';
import { type CustomTransforms, nameOf, NO_CUSTOM } from '../custom/custom-transform.ts';
import type { ImageSize } from '../image-size.ts';
import type { Choice } from '../transforms/choice.ts';
import { compositions } from '../transforms/composition/compositions.ts';
import type { Definition } from '../transforms/definition.ts';
import type { Operation } from './operation.ts';
import { transforms } from '../transforms/transforms.ts';

/**
 * Draws the operations of a list of transforms for an image of that size. Each transform has its own random stream, by
 * its place in the list: changing one does not change what the others draw.
 */
export function drawOperations(
  list: readonly Transform[],
  seed: number,
  { width, height, channels }: ImageSize,
  custom: CustomTransforms = NO_CUSTOM,
): Operation[] {
  const operations: Operation[] = [];
  const size = { width, height, channels };
  for (let index = 0; index < list.length; index++) {
    drawInto(operations, list[index] as Transform, mixSeed(seed, index), { size, custom });
  }
  return operations;
}

interface Drawing {
  /** Of the image so far: it follows the geometric operations. */
  readonly size: { -readonly [Key in keyof ImageSize]: ImageSize[Key] };
  readonly custom: CustomTransforms;
}

function drawInto(operations: Operation[], transform: Transform, seed: number, drawing: Drawing): void {
  const { size, custom } = drawing;
  const random = new RandomStream(seed);
  if (random.next() >= transform.probability) return;
  if (isComposition(transform)) {
    for (const [index, chosen] of choose(transform, random, size)) {
      drawInto(operations, chosen, mixSeed(seed, index), drawing);
    }
    return;
  }
  const isCustom = transform.kind === undefined;
  const definition = (isCustom ? custom.get(nameOf(transform)) : transforms[transform.kind]) as Definition<
    typeof transform,
    object
  >;
  const parameters = definition.draw(transform, random, size, (nested, nestedSeed) =>
    drawOperations(nested, nestedSeed, size),
  );
  operations.push(
    isCustom
      ? { kind: 'custom', transform: nameOf(transform), parameters }
      : ({ kind: transform.kind, ...parameters } as Operation),
  );
  if ('geometry' in definition) {
    const { width, height } = definition.geometry(parameters, size);
    size.width = width;
    size.height = height;
  }
}

type Composition = Extract<Transform, { kind: CompositionKind }>;

function isComposition(transform: Transform): transform is Composition {
  return transform.kind !== undefined && transform.kind in compositions;
}

function choose(transform: Composition, random: RandomStream, size: ImageSize): ReturnType<Choice<CompositionKind>> {
  return (compositions[transform.kind] as Choice<CompositionKind>)(transform, random, size);
}
