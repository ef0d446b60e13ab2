import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { phoneField, textField, tickField } from '../rendering/form-fields.js';
import { maskPesel } from '../rendering/message-text.js';
import { type Category, IMPACTS } from '../tickets/ticket-codes.js';

/** What employees call things. Empty: they do not know. */
const FRIENDLY: [Exclude<Category, 'OTHER'>, string][] = [
  ['PRINTING', 'Drukarka, ksero, drukowanie'],
  ['HARDWARE', 'Komputer, monitor, skaner lub inny sprzęt'],
  ['PROGRAMS', 'Program lub system (np. EZD, arkusz, podpis)'],
  ['ACCOUNTS', 'Konto, hasło, dostęp, uprawnienia'],
  ['EMAIL', 'Poczta elektroniczna'],
  ['NETWORK', 'Internet, sieć, dysk sieciowy, przywrócenie plików'],
  ['CONSUMABLES', 'Toner, tusz lub inne materiały'],
  ['TELEPHONY', 'Telefon'],
  ['INSTRUCTION', 'Szkolenie, pomoc w obsłudze'],
  ['PURCHASE', 'Zakup sprzętu lub licencji'],
  ['SECURITY', 'Podejrzana wiadomość, wirus, zgubiony sprzęt'],
];
export const categoryOptions = FRIENDLY.map(([value, label]) => ({ value, label }));

const MORE_PEOPLE = [
  { value: 'UNIT', label: 'Kilku osób lub całej komórki' },
  { value: 'OFFICE', label: 'Wielu komórek lub całego urzędu' },
];
/** As the requester is asked, and as a technician is who writes for them. */
export const impactOptions = [{ value: 'PERSON', label: 'Tylko mnie' }, ...MORE_PEOPLE];
export const callerImpactOptions = [{ value: 'PERSON', label: 'Tylko tej osoby' }, ...MORE_PEOPLE];

const optionalLine = (max: number) => z.string().trim().max(max).default('');

const unitField = textField(20).meta({ title: 'Komórka organizacyjna' });

/** Fields that the web form and an entry by phone have in common, in the order of the page. */
const matterFields = {
  subject: z.string().trim().min(3).max(150).meta({ title: 'Temat' }),
  description: z
    .string()
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .pipe(z.string().min(1).max(20_000))
    .meta({ title: 'Opis' }),
  category: z.enum(['', ...FRIENDLY.map(([value]) => value)]).meta({ title: 'Czego dotyczy sprawa' }),
  asset: optionalLine(60).meta({ title: 'Numer inwentarzowy urządzenia' }),
  impact: z.enum(IMPACTS).meta({ title: 'Kogo to dotyczy' }),
  blocked: tickField,
  /** Only refused: the files themselves do not come through the form. */
  attachments: z.undefined().optional().meta({ title: 'Załączniki' }),
};

const placeFields = {
  room: optionalLine(20).meta({ title: 'Pokój' }),
  phone: phoneField.meta({ title: 'Telefon' }),
};

/** Asked also when fields by themselves are wrong, and then not all of them are there. */
const ALWAYS = { when: () => true };

/** Sent twice, one form makes one ticket. What is no token of ours becomes a new one. */
const token = z.uuid().catch(() => randomUUID());

export const requestForm = z
  .object({
    ...matterFields,
    name: textField(120).meta({ title: 'Imię i nazwisko' }),
    email: z.string().trim().toLowerCase().pipe(z.email().max(254)).meta({ title: 'Służbowy adres e-mail' }),
    unit: unitField,
    ...placeFields,
    allowPesel: tickField,
    token,
    /** Hidden from people; programs fill it in. */
    website: z.string().default(''),
  })
  .superRefine((form: Partial<Record<string, unknown>>, context) => {
    if (form['website'] !== '') {
      context.addIssue({
        code: 'custom',
        path: [],
        message: 'Formularz wygląda na wypełniony przez program. Prosimy wysłać go ponownie.',
      });
    }
    if (
      !form['allowPesel'] &&
      hasPesel({ subject: textOf(form['subject']), description: textOf(form['description']) })
    ) {
      context.addIssue({
        code: 'custom',
        path: ['description'],
        message: 'Tekst zawiera numer PESEL. Prosimy go usunąć albo zaznaczyć, że jest niezbędny.',
      });
    }
  }, ALWAYS);

export const phoneForm = z
  .object({
    person: optionalLine(254).meta({ title: 'Osoba ze spisu' }),
    name: optionalLine(120).meta({ title: 'Imię i nazwisko' }),
    unit: optionalLine(20).meta({ title: 'Komórka organizacyjna' }),
    ...placeFields,
    ...matterFields,
    token,
  })
  .superRefine((form: Partial<Record<string, unknown>>, context) => {
    if (form['person'] === '' && textOf(form['name']).length < 3) {
      context.addIssue({ code: 'custom', path: ['name'], message: 'Wskaż osobę ze spisu albo wpisz imię i nazwisko.' });
    }
    if (form['person'] === '' && form['unit'] === '') {
      context.addIssue({ code: 'custom', path: ['unit'], message: 'Wybierz komórkę osoby, której nie ma w spisie.' });
    }
  }, ALWAYS);

export type RequestForm = z.output<typeof requestForm>;
export type PhoneForm = z.output<typeof phoneForm>;

/** Fields of either form that describe the matter itself. */
export type Matter = Pick<
  RequestForm,
  Exclude<keyof typeof matterFields, 'attachments'> | keyof typeof placeFields | 'unit'
>;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function hasPesel({ subject, description }: { subject: string; description: string }): boolean {
  return maskPesel(subject) !== subject || maskPesel(description) !== description;
}

/**
 * The text of the first message: what was written, then what else the form says and no column of a ticket holds.
 * @param knownUnit of the requester by the directory; another one in the form is worth telling
 */
export function messageText(
  { description, room, phone, unit, asset, blocked }: Matter,
  knownUnit: string | null,
): string {
  const details = [
    ['Komórka', unit === knownUnit ? '' : unit],
    ['Pokój', room],
    ['Telefon', phone],
    ['Urządzenie', asset],
    ['Praca wstrzymana', blocked ? 'tak' : ''],
  ].filter(([, value]) => value);
  return [description, details.map(([label, value]) => `${label}: ${value}`).join('\n')].filter(Boolean).join('\n\n');
}
