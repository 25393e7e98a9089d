import { isSignedWith, signWebhook } from './signature.ts';

// The example of the reference implementations of Standard Webhooks.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

it('is that of Standard Webhooks', () => {
  expect(signWebhook(message, secret)).toBe(signature);
  expect(signWebhook(message, secret.replace('whsec_', ''))).toBe(signature);
});

it('fits its message alone', () => {
  expect(isSignedWith(message, signature, secret)).toBe(true);
  expect(isSignedWith(message, `v1,${'A'.repeat(44)} ${signature}`, secret)).toBe(true);
  expect(isSignedWith({ ...message, body: '{"test": 2432232315}' }, signature, secret)).toBe(false);
  expect(isSignedWith({ ...message, id: 'msg_2' }, signature, secret)).toBe(false);
  expect(isSignedWith({ ...message, timestamp: message.timestamp + 1 }, signature, secret)).toBe(false);
  expect(isSignedWith(message, signature.replace('v1,', ''), secret)).toBe(false);
  expect(isSignedWith(message, '', secret)).toBe(false);
});

it.each(['', 'short', 'c2hvcnQ=', 'not base64, but long enough to be a secret otherwise'])(
  'refuses the secret %j',
  (bad) => expect(() => signWebhook(message, bad)).toThrow(/base64 of at least 24 bytes.*openssl rand/),
);
