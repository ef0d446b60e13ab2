import type { INestApplicationContext } from '@nestjs/common';
import { TicketIndexService } from '../search/ticket-index.service.js';

/** Writes the search documents of all tickets anew; a running program helps with it. @returns how many tickets there are */
export async function reindex(app: INestApplicationContext): Promise<number> {
  const index = app.get(TicketIndexService);
  const tickets = await index.markAll();
  await index.indexDue();
  return tickets;
}
