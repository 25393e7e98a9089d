import { messageOf } from '@sightline/contracts';
import { ArtifactError, corrupt } from '../../errors.ts';
import type { S3Location } from '../../location.ts';

/** The HTTP status of an answer of S3; `undefined` when there was none. */
export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

/** How often a request was sent before it failed. */
export function attemptsOf(error: unknown): number {
  return (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
}

/** Whether S3 answered that it has no such object; a bucket that is missing is another matter. */
export function isMissingKey(error: unknown): boolean {
  const { name } = error as Error;
  return name === 'NoSuchKey' || name === 'NotFound';
}

/** An error of the S3 client in Sightline's words: what was refused or unreachable, and what to do. */
export function s3Error(error: unknown, { bucket, endpoint }: S3Location): unknown {
  if (error instanceof ArtifactError || !(error instanceof Error)) return error;
  const place = `the bucket ${bucket}${endpoint ? ` at ${endpoint}` : ''}`;
  const status = statusOf(error);
  const refused = (text: string) => new ArtifactError('artifacts/storage-refused', text, { cause: error });
  const failed = (text: string) => new ArtifactError('artifacts/storage-failed', text, { cause: error });
  if (error.message.startsWith('Checksum mismatch')) return corrupt(`An object of ${place}`);
  if (error.name === 'NoSuchBucket')
    return refused(`There is no ${place.slice(4)}. Create it, or correct SIGHTLINE_STORE and the endpoint.`);
  if (/Credentials|TokenProvider|SSO/.test(error.name))
    return refused(
      `No credentials were found for ${place} (${messageOf(error)}). Set AWS_ACCESS_KEY_ID and ` +
        'AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.',
    );
  if (status === 401 || status === 403)
    return refused(
      `Access to ${place} was refused (${error.name}). Check the credentials, their permissions (read, write, list ` +
        'and delete objects) and the clock of this machine.',
    );
  if (/Region is missing/.test(error.message)) return refused(`The region of ${place} is not known. Set AWS_REGION.`);
  if (status === 301 || error.name === 'PermanentRedirect')
    return refused(`${place.replace('the', 'The')} is in another region. Set AWS_REGION to that of the bucket.`);
  if (status === 429 || status === 503 || error.name === 'SlowDown')
    return failed(
      `${place.replace('the', 'The')} answers that there are too many requests (${error.name}), also after several ` +
        'tries. Try again later, or with fewer workers.',
    );
  if (status === undefined)
    return failed(
      `${place.replace('the', 'The')} could not be reached (${messageOf(error)}), also after several tries. ` +
        'Check the network and the endpoint (AWS_ENDPOINT_URL_S3).',
    );
  return failed(
    `${place.replace('the', 'The')} answered ${status} (${error.name}: ${messageOf(error)}). Try again; if it stays ` +
      'so, look into the log of the S3 server.',
  );
}
