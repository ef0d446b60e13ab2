import type { Socket } from 'node:net';

/** A message whose sender has closed its half must be whole by then, or what is still on its way in this process soon after. */
const REST_MS = 10_000;

interface Sender {
  socket: Socket;
  /** `receiving` a message, `answering` it once it is whole. */
  doing: 'nothing' | 'receiving' | 'answering';
  hasEnded: boolean;
  deadline: NodeJS.Timeout | undefined;
}

type Peer = Pick<Socket, 'remoteAddress' | 'remotePort'>;

/**
 * Senders that close their half of the connection with their last word, before they hear the answer; Exim does with its last
 * message. The server must keep its own half open until it has answered (`allowHalfOpen`), or the sender takes the message for
 * refused and brings it again; and then nobody but us ends the connection of a sender that left without a word.
 */
export class HalfClosedSenders {
  private readonly senders = new Map<string, Sender>();

  /** @param socket of a new connection, or the TLS one that takes its place */
  follow(socket: Socket): void {
    const key = keyOf(socket);
    const sender: Sender = { socket, doing: 'nothing', hasEnded: false, deadline: undefined };
    this.senders.set(key, sender);
    // smtp-server answers only where this says "open", and not "writeOnly" as it would when the sender has closed its half.
    Object.defineProperty(socket, 'readyState', { get: () => (socket.writable ? 'open' : 'closed') });
    socket.once('end', () => this.ended(sender));
    socket.once('close', () => {
      clearTimeout(sender.deadline);
      if (this.senders.get(key) === sender) this.senders.delete(key);
    });
  }

  receiving(peer: Peer): void {
    const sender = this.senders.get(keyOf(peer));
    if (sender) sender.doing = 'receiving';
  }

  /** The message is whole: however long the answer takes, the connection waits for it. */
  answering(peer: Peer): void {
    const sender = this.senders.get(keyOf(peer));
    if (!sender) return;
    sender.doing = 'answering';
    clearTimeout(sender.deadline);
  }

  answered(peer: Peer): void {
    const sender = this.senders.get(keyOf(peer));
    if (!sender) return;
    sender.doing = 'nothing';
    // What it said after the message (QUIT) is answered first.
    if (sender.hasEnded) setImmediate(() => sender.socket.end());
  }

  private ended(sender: Sender): void {
    sender.hasEnded = true;
    if (sender.doing === 'nothing') setImmediate(() => sender.socket.end());
    else if (sender.doing === 'receiving') {
      sender.deadline = setTimeout(() => sender.socket.destroy(), REST_MS);
      sender.deadline.unref();
    }
  }
}

function keyOf({ remoteAddress = '', remotePort }: Peer): string {
  return `${remoteAddress.replace(/^::ffff:/i, '')}:${remotePort}`;
}
