import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The OAuth2 server of somebody else: its token endpoint, and what a mail server asks it about a token. */
export interface TokenServer {
  tokenUrl: string;
  introspectionUrl: string;
  /** What came to the token endpoint, oldest first. */
  asked: Record<string, string>[];
  /** The only refresh token that it takes, the latest of its rotation. */
  refreshToken: string;
  /** How long the next access tokens are said to last, in seconds. */
  lifetimeS: number;
  /** The account for which it gives tokens. */
  user: string;
  /** Refuses every request from now on; null: no longer. */
  refuse(answer: { status: number; body: string } | null): void;
  /** Withdraws what was given so far, before its time. */
  withdrawAll(): void;
  close(): Promise<void>;
}

export const OAUTH_CLIENT = { id: 'pogotowie', secret: 'klucz-aplikacji' };

export async function startTokenServer(user: string): Promise<TokenServer> {
  const given = new Set<string>();
  let refusal: { status: number; body: string } | null = null;
  let sequence = 0;
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const self: TokenServer = {
    tokenUrl: `${url}/token`,
    introspectionUrl: `${url}/introspect`,
    asked: [],
    refreshToken: 'odswiezanie-0',
    lifetimeS: 3_600,
    user,
    refuse: (answer) => (refusal = answer),
    withdrawAll: () => given.clear(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(await textOf(request)));
    if (request.url === '/introspect') {
      return answer(
        response,
        200,
        given.has(form['token']!) ? { active: true, username: self.user } : { active: false },
      );
    }
    if (request.url === '/elsewhere') return void response.writeHead(307, { location: self.tokenUrl }).end();
    self.asked.push(form);
    if (refusal) return void response.writeHead(refusal.status).end(refusal.body);
    const { client_id: id, client_secret: secret, grant_type: grant, refresh_token: refreshToken } = form;
    if (id !== OAUTH_CLIENT.id || secret !== OAUTH_CLIENT.secret)
      return answer(response, 401, { error: 'invalid_client' });
    if (grant === 'refresh_token' && refreshToken !== self.refreshToken)
      return answer(response, 400, { error: 'invalid_grant', error_description: `unknown: ${refreshToken}` });
    sequence += 1;
    const accessToken = `dostep-${sequence}`;
    given.add(accessToken);
    const token = { access_token: accessToken, token_type: 'Bearer', expires_in: self.lifetimeS };
    if (grant === 'client_credentials') return answer(response, 200, token);
    self.refreshToken = `odswiezanie-${sequence}`;
    answer(response, 200, { ...token, refresh_token: self.refreshToken });
  }

  return self;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
