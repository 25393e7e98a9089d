import { resolve } from 'node:path';
import { ArtifactError } from './errors.ts';

/** A bucket, and where in it a store lies; the prefix is empty, or ends in `/`. */
export interface S3Location {
  readonly bucket: string;
  readonly prefix: string;
  /** Of a server that is not AWS's own: its origin. */
  readonly endpoint?: string;
}

/**
 * Where a store lies, in the form that means the same to every process and, for a bucket, on every machine: an absolute
 * folder, or `s3://bucket/prefix`, with `?endpoint=https://host` where a server other than AWS's own is named there or
 * in the environment.
 *
 * @throws ArtifactError `artifacts/invalid-store`
 */
export function storeLocation(given: string, environment: NodeJS.ProcessEnv = process.env): string {
  if (!/^[a-z0-9]+:\/\//i.test(given)) return resolve(given);
  const { bucket, prefix, endpoint: named } = s3Location(given) ?? invalid(given);
  const endpoint = named ?? originOf(environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'] || '');
  return `s3://${bucket}${prefix && `/${prefix.slice(0, -1)}`}${endpoint ? `?endpoint=${endpoint}` : ''}`;
}

/** What {@link storeLocation} gives for a bucket, in its parts; `undefined` for anything else. */
export function s3Location(location: string): S3Location | undefined {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^?#]*))?(?:\?endpoint=([^?#]+))?$/.exec(location);
  if (!match) return undefined;
  const [, bucket = '', path = '', named] = match;
  const prefix = path
    .split('/')
    .filter(Boolean)
    .map((part) => `${part}/`)
    .join('');
  return { bucket, prefix, ...(named !== undefined && { endpoint: originOf(named) }) };
}

function originOf(endpoint: string): string {
  if (endpoint === '') return '';
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  throw new ArtifactError(
    'artifacts/invalid-store',
    `"${endpoint}" is not the address of an S3 server. Allowed in AWS_ENDPOINT_URL_S3, or after \`?endpoint=\`: ` +
      'https://host or http://host:port.',
  );
}

function invalid(given: string): never {
  throw new ArtifactError(
    'artifacts/invalid-store',
    `"${given}" names no artifact store. Allowed in SIGHTLINE_STORE: a folder, or s3://bucket/prefix (a bucket's ` +
      'name has 3 to 63 lower-case letters, digits, dots and hyphens), followed by ?endpoint=https://host where the ' +
      'server is not one of AWS.',
  );
}
