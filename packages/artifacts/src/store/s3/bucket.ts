import type { Readable } from 'node:stream';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { ArtifactError } from '../../errors.ts';
import type { S3Location } from '../../location.ts';
import { openS3, type S3 } from './s3-client.ts';
import { attemptsOf, isMissingKey, s3Error, statusOf } from './s3-errors.ts';

/** S3 answers 409 where another conditional write is under way: to be asked again. */
const CONFLICT_TRIES = 10;
/** How often an answer that breaks off is asked for. */
const BODY_TRIES = 3;

type ObjectBody = AsyncIterable<Uint8Array> & { transformToByteArray(): Promise<Uint8Array> };

/** A part of an S3 bucket: its objects by their keys below a prefix. */
export interface Bucket {
  /** Works with S3's client. @throws ArtifactError that says what was refused or failed, and what to do */
  ask<Value>(work: (s3: S3) => Promise<Value>): Promise<Value>;
  /** As {@link ask}; `undefined` where there is no such object. */
  ifThere<Value>(work: (s3: S3) => Promise<Value>): Promise<Value | undefined>;
  /** What a request names an object by. */
  at(key: string): { Bucket: string; Key: string };
  readonly name: string;
  readonly prefix: string;
  /** Hands over an object's bytes as they come, from the start again when they break off. */
  get<Value>(
    key: string,
    take: (body: ObjectBody) => Promise<Value>,
  ): Promise<{ value: Value; tag: string } | undefined>;
  /** Writes an object, and returns what tells this content from any other. */
  put(key: string, data: string | Uint8Array, extra?: Partial<PutObjectCommandInput>): Promise<string>;
  /** As {@link put} on a condition; `undefined` where it does not hold. */
  putIf(key: string, data: string | Uint8Array, condition: Condition): Promise<string | undefined>;
}

/** That there is no such object, or one that nobody has written to since. */
type Condition = { IfNoneMatch: '*' } | { IfMatch: string };

export function openBucket(location: S3Location): Bucket {
  const { bucket: name, prefix, endpoint } = location;
  let opened: Promise<S3> | undefined;
  const at = (key: string) => ({ Bucket: name, Key: prefix + key });

  const ask: Bucket['ask'] = async (work) => {
    const s3 = await (opened ??= openS3(endpoint));
    try {
      return await work(s3);
    } catch (error) {
      throw s3Error(error, location);
    }
  };

  const ifThere: Bucket['ifThere'] = (work) =>
    ask(async (s3) => {
      try {
        return await work(s3);
      } catch (error) {
        if (isMissingKey(error)) return undefined;
        throw error;
      }
    });

  const get: Bucket['get'] = (key, take) =>
    ifThere(async ({ client, sdk }) => {
      for (let tries = 1; ; tries++) {
        const { Body, ETag = '' } = await client.send(new sdk.GetObjectCommand(at(key)));
        // It may break off before anyone reads it; whoever does then is told.
        (Body as unknown as Readable).on('error', () => undefined);
        try {
          return { value: await take(Body as unknown as ObjectBody), tag: ETag };
        } catch (error) {
          if (tries === BODY_TRIES || error instanceof ArtifactError) throw error;
        }
      }
    });

  const put: Bucket['put'] = (key, data, extra = {}) =>
    ask(async ({ client, sdk }) => {
      const { ETag = '' } = await client.send(new sdk.PutObjectCommand({ ...at(key), Body: data, ...extra }));
      return ETag;
    });

  async function putIf(key: string, data: string | Uint8Array, condition: Condition): Promise<string | undefined> {
    for (let tries = 1; ; tries++) {
      try {
        return await put(key, data, condition);
      } catch (error) {
        const { cause } = error as Error;
        const status = statusOf(cause);
        if (status === 412 || (status === 404 && 'IfMatch' in condition)) {
          // The answer to an earlier try may have been lost: then the object is this one.
          const there = attemptsOf(cause) > 1 ? await get(key, (body) => body.transformToByteArray()) : undefined;
          return there && Buffer.from(there.value).equals(typeof data === 'string' ? Buffer.from(data) : data)
            ? there.tag
            : undefined;
        }
        if (status !== 409 || tries === CONFLICT_TRIES) throw error;
      }
    }
  }

  return { name, prefix, at, ask, ifThere, get, put, putIf };
}
