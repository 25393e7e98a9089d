import { readFile } from 'node:fs/promises';
import { messageOf, type SecretPlace } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { signWebhook } from './signature.ts';

/**
 * The secret at a place.
 *
 * @throws WorkflowsError `workflows/invalid-secret` where there is none, or one that cannot sign
 */
export async function readSecret({ env, file = '' }: SecretPlace): Promise<string> {
  const what = env === undefined ? `file ${file}` : `environment variable ${env}`;
  const secret = env === undefined ? await firstLine(file) : process.env[env];
  if (!secret) {
    const how = env === undefined ? 'Write it there' : 'Set it where triggers are served, or where the worker runs';
    throw invalid(`The ${what} has no secret. ${how}: \`openssl rand -base64 32\` makes one.`);
  }
  try {
    signWebhook({ id: '', timestamp: 0, body: '' }, secret);
  } catch (error) {
    throw invalid(`The secret in the ${what} ${messageOf(error)}`);
  }
  return secret;
}

async function firstLine(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n', 1)[0]?.trim();
}

function invalid(message: string): WorkflowsError {
  return new WorkflowsError('workflows/invalid-secret', message);
}
