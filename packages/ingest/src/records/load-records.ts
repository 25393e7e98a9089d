import { messageOf } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { mapInOrder } from '../map-in-order.ts';
import { isSystemFailure, unreadable } from '../system-failure.ts';
import type { PixelReader } from '../media/inputs/open-inputs.ts';
import type { ListedRecord, RecordRefusal } from './record.ts';
import type { openRecords } from './records.ts';

/** A record as pixels in the shape of the reader, or why it cannot be. */
export type LoadedRecord = { readonly id: string } & ({ readonly pixels: Uint8Array } | RecordRefusal);

/**
 * Reads and decodes records, several at once, and gives them in their order.
 *
 * @throws IngestError for what is wrong with all records or the system, not with one of them; ArtifactError of a
 * dataset that was altered
 */
export function loadRecords(
  records: Iterable<ListedRecord>,
  read: Awaited<ReturnType<typeof openRecords>>,
  reader: PixelReader,
): AsyncGenerator<LoadedRecord> {
  return mapInOrder(records, async (record) => {
    const { id } = record;
    if (record.kind === 'refused') return { id, reason: record.reason, detail: record.detail };
    try {
      const { images, limits } = await read(record);
      return { id, pixels: await reader.read(images, limits) };
    } catch (error) {
      return { id, ...refusalOf(id, error) };
    }
  });
}

/** @throws the error itself, when it is not about one record */
function refusalOf(id: string, error: unknown): RecordRefusal {
  if (error instanceof IngestError && error.reason) return { reason: error.reason, detail: messageOf(error) };
  const cause = error instanceof IngestError ? error.cause : error;
  const denied = ['EACCES', 'EPERM'].includes((cause as NodeJS.ErrnoException | undefined)?.code ?? '');
  if (denied) return { reason: 'permission-denied', detail: messageOf(error) };
  if (isSystemFailure(error)) throw unreadable(id, error);
  throw error;
}
