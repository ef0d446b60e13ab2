import { connect, type Socket } from 'node:net';

/** One SMTP connection that hands in many messages; just enough of the protocol, so that the client costs little. */
export class SmtpClient {
  private buffer = '';
  private waiting: ((answer: string) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      this.buffer += chunk;
      const answer = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(this.buffer)?.[0];
      if (!answer || !this.waiting) return;
      this.buffer = this.buffer.slice(answer.length);
      const resolve = this.waiting;
      this.waiting = undefined;
      resolve(answer);
    });
  }

  static async open(port: number): Promise<SmtpClient> {
    const client = new SmtpClient(connect(port, '127.0.0.1'));
    await client.answer();
    await client.say('EHLO bench');
    return client;
  }

  /** @throws Error when the server does not take it */
  async send(from: string, to: string, raw: string): Promise<void> {
    await this.say(`MAIL FROM:<${from}>`);
    await this.say(`RCPT TO:<${to}>`);
    await this.say('DATA');
    const answer = await this.say(`${raw}\r\n.`);
    if (!answer.startsWith('250')) throw new Error(answer);
  }

  close(): void {
    this.socket.end('QUIT\r\n');
  }

  private say(line: string): Promise<string> {
    const answer = this.answer();
    this.socket.write(`${line}\r\n`);
    return answer;
  }

  private answer(): Promise<string> {
    return new Promise((resolve) => (this.waiting = resolve));
  }
}
