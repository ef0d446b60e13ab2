import { isTokenUrl, OAuthError, type OAuthClient, requestToken } from '../../src/mail/oauth-token.js';
import { OAUTH_CLIENT, startTokenServer, type TokenServer } from '../support/token-server.js';

const NOON = new Date('2026-03-12T11:00:00Z');

let server: TokenServer;
let client: OAuthClient;
beforeAll(async () => {
  server = await startTokenServer('helpdesk@urzad.example');
  client = {
    tokenUrl: server.tokenUrl,
    clientId: OAUTH_CLIENT.id,
    clientSecret: OAUTH_CLIENT.secret,
    refreshToken: null,
    scope: 'https://poczta.example/.default',
  };
});
afterEach(() => {
  server.refuse(null);
  server.lifetimeS = 3_600;
});
afterAll(() => server.close());

const errorOf = async (change: Partial<OAuthClient> = {}): Promise<OAuthError> =>
  requestToken({ ...client, ...change }, NOON).then(
    () => Promise.reject(new Error('a token was given')),
    (error: OAuthError) => error,
  );

it('asks in the name of the application, and renews a minute before the end', async () => {
  const token = await requestToken(client, NOON);
  expect(token).toEqual({
    accessToken: expect.stringContaining('dostep-') as string,
    renewAt: new Date('2026-03-12T11:59:00Z'),
    refreshToken: null,
  });
  expect(server.asked.at(-1)).toEqual({
    grant_type: 'client_credentials',
    client_id: OAUTH_CLIENT.id,
    client_secret: OAUTH_CLIENT.secret,
    scope: client.scope,
  });
});

it('halves the life of a token that lasts no two minutes, and distrusts one that is said to last for ever', async () => {
  server.lifetimeS = 20;
  expect((await requestToken(client, NOON)).renewAt).toEqual(new Date('2026-03-12T11:00:10Z'));
  server.lifetimeS = 1e12;
  expect((await requestToken(client, NOON)).renewAt).toEqual(new Date('2026-03-13T10:59:00Z'));
});

it('asks with the token of a person who agreed, and is given the next one', async () => {
  const refreshToken = server.refreshToken;
  const token = await requestToken({ ...client, refreshToken, scope: null }, NOON);
  expect(token.refreshToken).toBe(server.refreshToken);
  expect(token.refreshToken).not.toBe(refreshToken);
  expect(server.asked.at(-1)).toMatchObject({ grant_type: 'refresh_token', refresh_token: refreshToken });
});

it('tells a consent that has ended from an application that is not known, and repeats no secret', async () => {
  const ended = await errorOf({ refreshToken: 'stary-token' });
  expect(ended).toMatchObject({ refusal: 'grant-refused', message: 'the token server refused: invalid_grant' });
  const unknown = await errorOf({ clientSecret: 'zly-klucz' });
  expect(unknown).toMatchObject({ refusal: 'client-refused', message: 'the token server refused: invalid_client' });
});

it.each([
  [
    'names a case of Microsoft by its number',
    400,
    '{"error":"invalid_client","error_description":"AADSTS7000222: The secret klucz-aplikacji is expired."}',
    'client-refused',
    'the token server refused: invalid_client, AADSTS7000222',
  ],
  ['a scope', 400, '{"error":"invalid_scope"}', 'scope-refused', 'the token server refused: invalid_scope'],
  ['a request', 400, '{"error":"invalid_request"}', 'request-refused', 'the token server refused: invalid_request'],
  [
    'a code of its own that could be anything',
    400,
    '{"error":"klucz-aplikacji"}',
    'token-server',
    'the token server refused: status 400',
  ],
  ['an error page', 502, '<html>', 'token-server', 'the token server refused: status 502'],
  ['a page instead of an answer', 200, '<html>', 'token-server', 'the token server answered without an access token'],
  [
    'a token that would end its field early',
    200,
    '{"access_token":"a\\u0001auth=x"}',
    'token-server',
    'the token server answered without an access token',
  ],
  ['an answer without end', 200, 'x'.repeat(100_000), 'token-server', 'the token server answered at endless length'],
] as const)('refuses or is refused: %s', async (_, status, body, refusal, message) => {
  server.refuse({ status, body });
  const error = await errorOf();
  expect([error.refusal, error.message]).toEqual([refusal, message]);
});

it('does not follow to another address, and says when nobody is there', async () => {
  expect(await errorOf({ tokenUrl: server.tokenUrl.replace('/token', '/elsewhere') })).toMatchObject({
    refusal: 'token-server',
  });
  expect(await errorOf({ tokenUrl: 'http://127.0.0.1:1/token' })).toMatchObject({ refusal: 'token-server' });
});

it.each([
  ['https://login.microsoftonline.com/abc/oauth2/v2.0/token', true],
  ['http://login.microsoftonline.com/abc/oauth2/v2.0/token', false],
  ['http://127.0.0.1:8080/token', true],
  ['http://127.0.0.1.zly.example/token', false],
  ['https://user:secret@logowanie.example/token', false],
  ['ftp://logowanie.example/token', false],
  ['logowanie.example/token', false],
  ['', false],
])('may secrets be sent to %s: %s', (url, expected) => expect(isTokenUrl(url)).toBe(expected));
