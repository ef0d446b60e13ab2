/** Only paths of this site, and not those of signing in: what comes from outside may name any place. @returns '/' for all else */
export function safePath(path: unknown): string {
  const isPath = typeof path === 'string' && /^\/(?![/\\])[^\s\\\p{Cc}]{0,1000}$/u.test(path);
  return isPath && !/^\/sign-/.test(path) ? path : '/';
}
