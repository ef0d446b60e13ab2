import { setTimeout as wait } from 'node:timers/promises';
import { createTransport } from 'nodemailer';

const RETRY_MS = 50;

/** A mail server that hands mail over to ours by SMTP: it tries each message again until it hears 250. */
export class SendingServer {
  /** What it heard instead of 250, in order; 0 is a broken connection. */
  readonly refusals: number[] = [];
  /** How many messages were taken in. */
  accepted = 0;

  /** @param everyMs pause after each message, on each connection */
  constructor(
    private readonly port: number,
    private readonly to: string,
    private readonly everyMs = 30,
  ) {}

  /** @param givingUp ends the attempts of a test that has failed */
  async send(messages: readonly Buffer[], givingUp: AbortSignal, connections = 4): Promise<void> {
    const queue = [...messages];
    await Promise.all(
      Array.from({ length: connections }, async () => {
        const transport = createTransport({
          host: '127.0.0.1',
          port: this.port,
          ignoreTLS: true,
          pool: true,
          maxConnections: 1,
        });
        for (let raw = queue.shift(); raw && !givingUp.aborted; raw = queue.shift()) {
          while (!givingUp.aborted && !(await this.deliver(transport, raw))) await wait(RETRY_MS);
          await wait(this.everyMs);
        }
        transport.close();
      }),
    );
  }

  private async deliver(transport: ReturnType<typeof createTransport>, raw: Buffer): Promise<boolean> {
    try {
      await transport.sendMail({ raw, envelope: { from: 'mx@urzad.example', to: this.to } });
      this.accepted += 1;
      return true;
    } catch (error) {
      this.refusals.push((error as { responseCode?: number }).responseCode ?? 0);
      return false;
    }
  }
}
