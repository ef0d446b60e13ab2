import { Controller, Get, Render } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { type Action, mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';

// prettier-ignore
const ENTRIES: { title: string; text: string; href: string; icon: string; action: Action }[] = [
  { title: 'Dane urzędu', text: 'Nazwa, telefon, administrator danych, deklaracja dostępności.', href: '/settings/office', icon: 'building', action: 'office-profile.manage' },
  { title: 'Reguły triażu', text: 'Kategoria, kolejka i priorytet nowych zgłoszeń.', href: '/settings/triage-rules', icon: 'adjustments', action: 'triage-rule.view' },
  { title: 'Kalendarz pracy', text: 'Godziny pracy urzędu, dni wolne za święta.', href: '/settings/calendar', icon: 'calendar', action: 'calendar.view' },
  { title: 'Skrzynki pocztowe', text: 'Skąd przychodzą zgłoszenia i czy poczta jest odbierana.', href: '/settings/mailboxes', icon: 'mail', action: 'mailbox.manage' },
  { title: 'Osoby', text: 'Pracownicy, ich konta i role.', href: '/settings/people', icon: 'users', action: 'directory.view' },
  { title: 'Komórki organizacyjne', text: 'Wydziały i biura, ich skrzynki pocztowe.', href: '/settings/units', icon: 'building', action: 'directory.view' },
  { title: 'Import danych', text: 'Sprzęt, osoby i komórki z plików CSV.', href: '/imports', icon: 'upload', action: 'asset.manage' },
  { title: 'Budżet', text: 'Plan, zobowiązania i wolne środki.', href: '/budget', icon: 'file-invoice', action: 'budget.view' },
];

/** What can be set, by those who may. */
@Controller('settings')
export class SettingsController {
  @Get()
  @Requires('settings.view')
  @Render('pages/web/settings')
  show(@CurrentUser() actor: Actor) {
    return { entries: ENTRIES.filter(({ action }) => mayEver(actor, action)) };
  }
}
