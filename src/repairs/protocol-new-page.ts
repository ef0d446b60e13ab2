import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { type NewProtocolTicket, ticketForProtocol } from './protocol-new.query.js';

const TICKET_NUMBER = /^ZG[/-](\d{4})[/-](\d{6,9})$/i;

/** `ZG-2026-000123` or `ZG/2026/000123`, as in addresses and in e-mails. */
function ticketNumber(text: string): string | null {
  const parts = TICKET_NUMBER.exec(text.trim());
  return parts && `ZG/${parts[1]}/${parts[2]}`;
}

const NEW = 'new';

export const newProtocolForm = z
  .object({
    ticket: z
      .string()
      .refine((text) => ticketNumber(text) !== null, 'Wpisz numer zgłoszenia, np. ZG/2026/000123.')
      .meta({ title: 'Numer zgłoszenia' }),
    inventoryNumber: z.string().trim().max(40).default('').meta({ title: 'Numer inwentarzowy' }),
    outageId: z.union([z.literal(''), z.coerce.number().int().positive()]).default(''),
    /** `new`, or the id of the protocol to be corrected. */
    choice: z
      .union([z.literal(NEW), z.coerce.number().int().positive()])
      .default(NEW)
      .meta({ title: 'Rodzaj' }),
    reason: z.string().trim().max(1_000).default('').meta({ title: 'Powód korekty' }),
  })
  .superRefine(({ choice, reason }, context) => {
    if (choice !== NEW && !reason) {
      context.addIssue({ code: 'custom', path: ['reason'], message: 'Podaj powód korekty.' });
    }
  })
  .transform((form) => ({
    ticketNumber: ticketNumber(form.ticket) ?? '',
    inventoryNumber: form.inventoryNumber || undefined,
    outageId: form.outageId || null,
    corrects: form.choice === NEW ? null : form.choice,
    reason: form.reason,
  }));

/** The page on which a protocol begins: which device, and whether it is a new repair or the correction of an earlier protocol. */
@Injectable()
export class ProtocolNewPage {
  constructor(private readonly db: DataSource) {}

  /** @param ticketText the number as typed or as in the address; without one the page asks for it */
  async view(actor: Actor, ticketText?: string, outageText?: string, refused?: FormView) {
    const ticket = await this.ticket(actor, ticketText);
    const outage = Number(outageText) || null;
    const approved = ticket?.protocols.filter(({ isApproved }) => isApproved) ?? [];
    const values = {
      ticket: ticket?.number ?? ticketText ?? '',
      inventoryNumber: ticket?.inventoryNumber ?? '',
      outageId: outage ?? '',
      choice: NEW,
    };
    return {
      ticket,
      form: refused ?? emptyForm(values),
      drafts: ticket?.protocols.filter(({ isOpen }) => isOpen) ?? [],
      choices: approved.length > 0 ? choicesOf(approved) : null,
    };
  }

  private async ticket(actor: Actor, text: string | undefined): Promise<NewProtocolTicket | null> {
    const number = text ? ticketNumber(text) : null;
    const ticket = number ? await ticketForProtocol(this.db.manager, number) : null;
    return ticket && can(actor, 'ticket.work', ticket) ? ticket : null;
  }
}

/** Domain guide section 3.4: a reopened ticket is either the same repair (correction) or a new intervention. */
function choicesOf(approved: NewProtocolTicket['protocols']) {
  return [
    { value: NEW, label: 'Nowy protokół', hint: 'Nowa interwencja: osobna naprawa, osobny numer.' },
    ...approved.map(({ id, number, inventoryNumber }) => ({
      value: String(id),
      label: `Korekta protokołu ${number}`,
      hint: `Ta sama naprawa urządzenia ${inventoryNumber}: numer pozostaje, powstaje nowa wersja.`,
    })),
  ];
}
