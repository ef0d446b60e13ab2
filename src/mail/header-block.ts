import { parseAddresses } from './mime/addresses.js';

type Label = 'from' | 'date' | 'to' | 'subject' | 'other';

/** Labels of the block "Od: / Wysłano: / Do: / Temat:"; what each one says. */
const LABELS: [RegExp, Label][] = [
  [
    /^(?:Od|From|Von|De|Da|Van|Nadawca|Expéditeur|Absender|Remitente|Mittente|Afzender|Fra|Från|Lähettäjä|Feladó|От|От кого|Odesílatel|Sender|Kimden|发件人|寄件者|差出人)$/iu,
    'from',
  ],
  [
    /^(?:Wysłano|Wysłane|Data|Data wysłania|Sent|Date|Gesendet|Datum|Envoyé|Enviado|Enviado el|Enviada|Enviada em|Fecha|Inviato|Verzonden|Skickat|Sendt|Dato|Lähetetty|Elküldve|Отправлено|Дата|Odesláno|Sent at|Gönderilme|发送时间|日期|送信日時)$/iu,
    'date',
  ],
  [
    /^(?:Do|Dla|DW|UDW|To|Cc|Bcc|An|Cci|Kopie|Kopie \(CC\)|Kopia|Kopia do|À|A|Para|Aan|Odbiorca|Odbiorcy|Adresat|Adresaci|Destinataire|Empfänger|Destinatario|Till|Til|Kopi|Vastaanottaja|Címzett|Кому|Копия|Komu|Kime|Delivered to|收件人|抄送|宛先)$/iu,
    'to',
  ],
  [
    /^(?:Temat|Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Assunto|Ämne|Emne|Aihe|Tárgy|Тема|Předmět|Predmet|Konu|主题|主旨|件名)$/iu,
    'subject',
  ],
  [
    /^(?:Odpowiedź do|Odp\.? do|Reply-To|Antwort an|Répondre à|Responder a|Rispondi a|Importance|Ważność|Priorytet|Priority|Wichtigkeit|Prioriteit|Attachments|Załączniki|Anlagen|Pièces jointes|Message-ID|Organization)$/iu,
    'other',
  ],
];
const MAX_BLOCK_LINES = 14;

/**
 * The header block that Outlook and others put above an older message: labels in any order, sender among them, at least two more;
 * values may stand on the line below or run over it.
 * @returns the value of the sender's label, empty when it has none, or null when no block starts at `index`
 */
export function headerBlockSender(lines: readonly string[], index: number): string | null {
  const first = labelOf(lines[index] ?? '');
  if (!first || first.kind === 'other') return null;
  const kinds = new Set<Label>();
  let sender: string | null = null;
  let gap = 0;
  for (const [offset, line] of lines.slice(index, index + MAX_BLOCK_LINES).entries()) {
    const label = labelOf(line);
    if (!label) {
      gap += 1;
      if (gap > 2) break;
      continue;
    }
    gap = 0;
    kinds.add(label.kind);
    if (label.kind === 'from' && sender === null)
      sender = label.value || (lines[index + offset + 1] ?? '').replace(/^[>\s]+/, '').trim();
  }
  // Hotmail of old times gave no more than the date and the reader.
  if (sender === null) return isDated(first) && labelOf(lines[index + 1] ?? '')?.kind === 'to' ? '' : null;
  const others = ['date', 'to', 'subject'].filter((kind) => kinds.has(kind as Label)).length;
  // A block that does not begin with its sender could be a list that a person typed: it must be complete.
  return others >= (first.kind === 'from' ? 2 : 3) ? sender : null;
}

function isDated({ kind, value }: { kind: Label; value: string }): boolean {
  return kind === 'date' && /\d{4}.{0,20}\d{1,2}:\d{2}/.test(value);
}

/** Whether a line of underscores has the label of a sender right below it. */
export function underlinedSender(lines: readonly string[], index: number): boolean {
  if (!/^_{10,}\s*$/.test(lines[index] ?? '')) return false;
  const next = labelOf(lines[index + 1] ?? '');
  return next?.kind === 'from' && next.value.includes('@');
}

/** Reads the label of `*Od:* Jan`; null when the line has none. */
function labelOf(line: string): { kind: Label; value: string } | null {
  const match =
    /^[>\s|]{0,8}\*{0,2}([\p{L}][\p{L}. ()-]{0,18}?)\*{0,2}[ \t\u00a0]?[:：]\*{0,2}(?:\s(?:\|\s)?|$|(?=\S))(.{0,400})/u.exec(
      line.slice(0, 450),
    );
  if (!match) return null;
  const label = LABELS.find(([pattern]) => pattern.test((match[1] as string).trim()));
  return label ? { kind: label[1], value: (match[2] as string).replace(/^[\s|]+/, '').trim() } : null;
}

/** `Jan [mailto:jan@x]`, `Jan <jan@x<mailto:jan@x>>` and the like as `Jan <jan@x>`; without an address as it stands. */
export function tidySender(value: string): string {
  const plain = value
    .replace(/\*/g, '')
    .replace(/\[mailto:([^\]\s]{3,320})\]/i, '<$1>')
    .replace(/\s?<?mailto:[^>\s]{3,320}>/gi, '')
    .slice(0, 400);
  const [found] = parseAddresses(Buffer.from(plain, 'utf8').toString('latin1'));
  if (!found) return plain.trim().slice(0, 300);
  return (found.name ? `${found.name} <${found.address}>` : found.address).slice(0, 300);
}
