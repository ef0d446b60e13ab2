import { z } from 'zod';
import { idField, longTextField, optional } from '../rendering/form-fields.js';
import type { BulkChange } from './ticket-bulk.service.js';
import { CATEGORIES, QUEUES } from './ticket-codes.js';

const fields = z.object({
  /** The address of the list, to come back to it. */
  list: z.string().max(2_000).default('/tickets'),
  numbers: z.preprocess((value) => [value ?? []].flat(), z.array(z.string().max(40))).meta({ title: 'Zgłoszenia' }),
  /** The button that needs no further choice. */
  take: z.literal('1').optional(),
  action: optional(z.enum(['assign', 'unassign', 'category', 'queue', 'resolve', 'reject'])).meta({
    title: 'Czynność',
  }),
  assigneeId: optional(idField).meta({ title: 'Osoba prowadząca' }),
  category: optional(z.enum(CATEGORIES)).meta({ title: 'Kategoria' }),
  queue: optional(z.enum(QUEUES)).meta({ title: 'Kolejka' }),
  reason: longTextField(4_000).meta({ title: 'Uzasadnienie' }),
});

/** The form round the queue list: which tickets are ticked, and the one change that is chosen for all of them. */
export const bulkForm = fields.transform((form, context) => {
  const change = changeOf(form);
  if ('missing' in change) {
    context.addIssue({ code: 'custom', path: [change.missing], message: change.message });
    return z.NEVER;
  }
  return { list: form.list, numbers: form.numbers, change };
});

type Missing = { missing: keyof z.output<typeof fields>; message: string };

/** Fields of other actions than the chosen one are left aside. */
function changeOf({
  take,
  action,
  assigneeId,
  category,
  queue,
  reason,
}: z.output<typeof fields>): BulkChange | Missing {
  if (take) return { kind: 'take' };
  switch (action) {
    case 'assign':
      return assigneeId ? { kind: 'assign', assigneeId } : { missing: 'assigneeId', message: 'Należy wybrać osobę.' };
    case 'unassign':
      return { kind: 'unassign' };
    case 'category':
      return category ? { kind: 'category', category } : { missing: 'category', message: 'Należy wybrać kategorię.' };
    case 'queue':
      return queue ? { kind: 'queue', queue } : { missing: 'queue', message: 'Należy wybrać kolejkę.' };
    case 'resolve':
      return { kind: 'status', to: 'RESOLVED', reason };
    case 'reject':
      return reason
        ? { kind: 'status', to: 'REJECTED', reason }
        : { missing: 'reason', message: 'Należy podać uzasadnienie.' };
    case null:
      return { missing: 'action', message: 'Należy wybrać czynność.' };
  }
}
