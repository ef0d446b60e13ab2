import type { FastifyReply, FastifyRequest } from 'fastify';
import type {} from '@fastify/cookie';

/** What happened, told on the page that follows a redirect. */
export interface Flash {
  tone: 'success' | 'info' | 'danger';
  text: string;
}

const COOKIE = 'flash';
const MAX_LENGTH = 500;

/** Leaves a message for the next page. The cookie is signed, so that nobody can put words into our mouth. */
export function leaveFlash(reply: FastifyReply, text: string, tone: Flash['tone'] = 'success'): void {
  const value = Buffer.from(JSON.stringify([tone, text.slice(0, MAX_LENGTH)])).toString('base64url');
  reply.setCookie(COOKIE, value, { path: '/', httpOnly: true, sameSite: 'lax', signed: true, maxAge: 60 });
}

/** The message left by the page before, once. */
export function takeFlash(request: FastifyRequest, reply: FastifyReply): Flash | null {
  const cookie = request.cookies[COOKIE];
  if (!cookie) return null;
  reply.clearCookie(COOKIE, { path: '/' });
  const { valid, value } = request.unsignCookie(cookie);
  if (!valid || !value) return null;
  const [tone, text] = JSON.parse(Buffer.from(value, 'base64url').toString('utf8')) as [Flash['tone'], string];
  return { tone, text };
}
