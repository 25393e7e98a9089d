import { encodeSearchAttributeIndexedValueType as numberOf } from '@temporalio/common/lib/search-attributes.js';
import type { NativeConnection } from '@temporalio/worker';
import { messageOf } from '@sightline/contracts';
import { SEARCH_ATTRIBUTES, type SearchAttribute } from '@sightline/contracts/stages';
import { WorkflowsError } from '../errors.ts';

/** A search attribute and its type, as the server numbers it. */
type Typed = readonly [name: SearchAttribute, type: number];

const WANTED: readonly Typed[] = (Object.keys(SEARCH_ATTRIBUTES) as SearchAttribute[]).map((name) => [
  name,
  numberOf(SEARCH_ATTRIBUTES[name] === 'Int' ? 'INT' : 'KEYWORD') as number,
]);

/**
 * Registers the search attributes of runs that a namespace lacks: a run that set an unknown one would not go on.
 *
 * @throws WorkflowsError `workflows/search-attributes-missing` where the server does not allow that, or has one of them
 * with another type
 */
export async function registerSearchAttributes(
  { operatorService }: Pick<NativeConnection, 'operatorService'>,
  namespace: string,
): Promise<void> {
  const lacking = async () => {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    return WANTED.filter(([name, type]) => Number(customAttributes[name]) !== type);
  };
  const before = await lacking();
  if (before.length === 0) return;
  try {
    await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(before) });
  } catch (error) {
    // Another worker may have been faster.
    const left = await lacking();
    if (left.length > 0) throw missing(namespace, left, error);
  }
}

function missing(namespace: string, attributes: readonly Typed[], cause: unknown): WorkflowsError {
  const commands = attributes.map(
    ([name]) =>
      `temporal operator search-attribute create --namespace ${namespace} --name ${name} ` +
      `--type ${SEARCH_ATTRIBUTES[name]}`,
  );
  return new WorkflowsError(
    'workflows/search-attributes-missing',
    `Runs are found by search attributes that the namespace ${namespace} of the Temporal server lacks, or has with ` +
      `another type, and that could not be added (${messageOf(cause)}). Let its administrator add them:\n` +
      commands.join('\n'),
    { cause },
  );
}
