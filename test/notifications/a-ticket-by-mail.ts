import { createTransport } from 'nodemailer';
import type { RunningOffice } from '../support/running-office.js';
import { until } from '../support/until.js';

/** Sends an e-mail to the helpdesk and waits for its ticket. @returns the ticket's number */
export async function aTicketByMail(office: RunningOffice, mail: { from: string; subject: string }): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port: office.smtpPort, ignoreTLS: true });
  await until(() => transport.verify(), { what: 'SMTP intake' });
  const { messageId } = await transport.sendMail({
    ...mail,
    to: 'helpdesk@urzad.example',
    text: 'Miga czerwona lampka.',
  });
  transport.close();
  return until(async () => {
    const [row] = await office.db.dataSource.query<{ number: string }[]>(
      'SELECT t.number FROM ticket_message m JOIN ticket t ON t.id = m.ticket_id WHERE m.message_id = $1',
      [messageId],
    );
    return row?.number;
  });
}
