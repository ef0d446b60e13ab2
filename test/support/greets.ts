import { connect } from 'node:net';

/** Whether a server speaks first on a port of 127.0.0.1. @throws Error when it does not */
export function greets(port: number): Promise<true> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed before its greeting')));
  });
}
