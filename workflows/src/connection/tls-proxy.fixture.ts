import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';

/** An authority, and what it signed for a server named `temporal.test` and for a client. They last for a century. */
export const CERTIFICATES = {
  'ca.pem': `-----BEGIN CERTIFICATE-----
MIIBnTCCAUOgAwIBAgIUBQeOatURhJeQHL+ceMjEfb3YsXswCgYIKoZIzj0EAwIw
IzEhMB8GA1UEAwwYU2lnaHRsaW5lIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEzMDA5
NTY0N1oYDzIxMjYxMTA2MDk1NjQ3WjAjMSEwHwYDVQQDDBhTaWdodGxpbmUgdGVz
dCBhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT1U+8JQMm0GcP0
3lbU1FQLy4FE8RFCzXix1axTv7KjSI7U15lWRHF0MefSxaOW7SItwFGbO/VH4+60
f3iC4r9Ko1MwUTAdBgNVHQ4EFgQUE24OLo/Yx8Q2YbrUmibZIBK9F7EwHwYDVR0j
BBgwFoAUE24OLo/Yx8Q2YbrUmibZIBK9F7EwDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNIADBFAiEAiIgkzU2AOXJnibAd2Q582tgQfjphgtvCqSbgHH4YmJEC
IE05E7s4CHnKAp17bV2P6ztvrwqXOdylRUzOKL7U/HrH
-----END CERTIFICATE-----
`,
  'server.pem': `-----BEGIN CERTIFICATE-----
MIIBnzCCAUWgAwIBAgIUBFj4/wI+3niLIzwk2XRlp8mh7UAwCgYIKoZIzj0EAwIw
IzEhMB8GA1UEAwwYU2lnaHRsaW5lIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEzMDA5
NTY0N1oYDzIxMjYxMTA2MDk1NjQ3WjARMQ8wDQYDVQQDDAZzZXJ2ZXIwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAQZ6bczhfOePmsDDLEQfupWYFd41vNjAG4HwfA9
TeGKnuYf8ggO0LcbY440dr5m6URLrOMz3hugvEL4J5KFTbuuo2cwZTAYBgNVHREE
ETAPgg10ZW1wb3JhbC50ZXN0MAkGA1UdEwQCMAAwHQYDVR0OBBYEFJe0j7/a2SeK
uJsLZOFWwC64WHdHMB8GA1UdIwQYMBaAFBNuDi6P2MfENmG61Jom2SASvRexMAoG
CCqGSM49BAMCA0gAMEUCID1DWO8zP2vbIb1VSEihfMvS3nL14OOSvGiKvryHMc/u
AiEA/lkLJymiA+aWw7mTS02xIoEOMTD6BBGKwcV3oEwfbWo=
-----END CERTIFICATE-----
`,
  'server.key': `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwOWTnmRPH7yTKOIY
9xN3qMd3sv3QYfXaKW1HmPgHK0KhRANCAAQZ6bczhfOePmsDDLEQfupWYFd41vNj
AG4HwfA9TeGKnuYf8ggO0LcbY440dr5m6URLrOMz3hugvEL4J5KFTbuu
-----END PRIVATE KEY-----
`,
  'client.pem': `-----BEGIN CERTIFICATE-----
MIIBnjCCAUWgAwIBAgIUBFj4/wI+3niLIzwk2XRlp8mh7UEwCgYIKoZIzj0EAwIw
IzEhMB8GA1UEAwwYU2lnaHRsaW5lIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEzMDA5
NTY0N1oYDzIxMjYxMTA2MDk1NjQ3WjARMQ8wDQYDVQQDDAZjbGllbnQwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAATqYF4AsowRuj+qneNApriiJ38jv8VMKv1Z2YQl
05KmTWfNBtkFDdndn/W3ZGqecOzZ9QEqLcnmwniSlUtsQNNio2cwZTAYBgNVHREE
ETAPgg10ZW1wb3JhbC50ZXN0MAkGA1UdEwQCMAAwHQYDVR0OBBYEFL/0eLUcdMdr
hCTaNxTl+DAg9pMkMB8GA1UdIwQYMBaAFBNuDi6P2MfENmG61Jom2SASvRexMAoG
CCqGSM49BAMCA0cAMEQCIFtu6evWQS43Npm88YWqqi48zT74UKPhB/UW9KE5xmX5
AiAG2g1HJ9513W9C93KmsG8P7q2rUNmrfk3t0M2CqpGq2A==
-----END CERTIFICATE-----
`,
  'client.key': `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfIxYUqR4gBFgc+ND
UZkLZrwD1VspcPp4C1xPPjgzc7ihRANCAATqYF4AsowRuj+qneNApriiJ38jv8VM
Kv1Z2YQl05KmTWfNBtkFDdndn/W3ZGqecOzZ9QEqLcnmwniSlUtsQNNi
-----END PRIVATE KEY-----
`,
};

/** Asks clients for a certificate of the authority, and passes what they say on to a server that knows no TLS. */
export async function startTlsProxy(target: string): Promise<{ address: string; stop(): Promise<void> }> {
  const [host, port] = target.split(':');
  const options = { ca: CERTIFICATES['ca.pem'], cert: CERTIFICATES['server.pem'], key: CERTIFICATES['server.key'] };
  const server = createServer(
    { ...options, requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] },
    (client) => {
      const passed = connect(Number(port), host);
      const end = () => {
        client.destroy();
        passed.destroy();
      };
      client.on('error', end).on('close', end).pipe(passed);
      passed.on('error', end).on('close', end).pipe(client);
    },
  );
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
