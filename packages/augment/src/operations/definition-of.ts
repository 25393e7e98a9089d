import type { CustomTransforms } from '../custom/custom-transform.ts';
import type { AnyDefinition } from '../transforms/definition.ts';
import type { Operation } from './operation.ts';
import { transforms } from '../transforms/transforms.ts';

/** What an operation does, and its parameters. */
export function definitionOf(
  operation: Operation,
  custom: CustomTransforms,
): { definition: AnyDefinition; parameters: never } {
  if (operation.kind === 'custom') {
    const definition = custom.get(operation.transform) as AnyDefinition;
    return { definition, parameters: operation.parameters as never };
  }
  return { definition: transforms[operation.kind], parameters: operation as never };
}
