/** Whether what is sent there never leaves this machine. @param host a name or an address, in brackets or not */
export function isThisMachine(host: string): boolean {
  return host === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(host) || host === '::1' || host === '[::1]';
}
