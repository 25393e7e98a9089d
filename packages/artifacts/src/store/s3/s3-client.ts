import type * as Sdk from '@aws-sdk/client-s3';

/** How often a request is sent, the first time included, before it counts as failed. */
const ATTEMPTS = 4;
const CONNECT_MS = 5_000;
/** Without a byte from the server. */
const SILENCE_MS = 60_000;
/** Servers tell the time in whole seconds. */
const RESOLUTION_MS = 2_000;

export interface S3 {
  readonly client: Sdk.S3Client;
  readonly sdk: typeof Sdk;
  /** A time of the server by the clock of this machine. */
  localTime(at: Date): Date;
}

/**
 * Loads the client. Credentials and region are those of AWS's standard variables and files.
 *
 * @param endpoint of a server that is not AWS's own
 */
export async function openS3(endpoint: string | undefined, environment: NodeJS.ProcessEnv = process.env): Promise<S3> {
  // Its advice on versions of Node is for those who chose it, not for users of a command.
  environment['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client({
    maxAttempts: ATTEMPTS,
    // The endpoint is part of the store's location, which says all of it.
    ignoreConfiguredEndpointUrls: true,
    // Servers other than AWS's seldom have a host name for each bucket, nor regions.
    ...(endpoint && { endpoint, forcePathStyle: true, region: environment['AWS_REGION'] || 'us-east-1' }),
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
  });
  let aheadMs = 0;
  client.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      const { headers } = result.response as { headers?: Record<string, string> };
      const ahead = Date.parse(headers?.['date'] ?? '') - Date.now();
      if (!Number.isNaN(ahead)) aheadMs = Math.abs(ahead) < RESOLUTION_MS ? 0 : ahead;
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'clockOfServer' },
  );
  return { client, sdk, localTime: (at) => new Date(at.getTime() - aheadMs) };
}
