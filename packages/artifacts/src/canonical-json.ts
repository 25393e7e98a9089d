import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * The one text of a JSON value, whatever the order of its keys (RFC 8785). Keys with the value `undefined` are omitted.
 */
export function canonicalJson(value: unknown): string {
  return (canonicalize as unknown as (value: unknown) => string)(value);
}

/** sha256 of the canonical text of a JSON value, in hexadecimal. */
export function hashJson(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
