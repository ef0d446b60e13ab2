/**
 * Lines that mail programs write above the message they quote, in the languages the office meets. Every pattern is anchored
 * and bounded, so that a hostile line costs no more than its length.
 */
const WROTE =
  '(?:pisze|pisze\\(a\\)|napisał|napisała|napisał\\(a\\)|napisał/a|napisano|wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef)';

/** One sentence that ends in "… wrote:". */
const ATTRIBUTIONS: RegExp[] = [
  new RegExp(
    `^(?:W dniu|Dnia|On|At|Am|Le|El|Il|In data|Il giorno|Op|Den) .{4,250}\\b${WROTE}\\s?(?:.{0,100})?:\\s?$`,
    'iu',
  ),
  // "W dniu …, Jan pisze:" ends in a letter that \b does not know in some words, hence the plain form.
  new RegExp(`^(?:W dniu|Dnia|On|Am|Le|El|Il|Op) .{4,250}[\\s>]${WROTE}\\s?:\\s?$`, 'iu'),
  // Gmail in Polish: "pt., 13 mar 2026 o 09:12 X <a@b> napisał(a):"
  new RegExp(`^(?:pon|wt|śr|czw|pt|sob|niedz|nd|ndz)[a-złśćźżóąęń]{0,12}\\.?,? .{4,250}[\\s>]${WROTE}\\s?:\\s?$`, 'iu'),
  new RegExp(
    `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Mo|Di|Mi|Do|Fr|Sa|So|lun|mar|mer|mié|jeu|jue|ven|vie|sam|dim|dom)[a-zé]{0,6}\\.?,? .{4,250}[\\s>]${WROTE}\\s?:\\s?$`,
    'iu',
  ),
  // "2026-03-12 10:15 GMT+01:00 Jan <a@b>:" and "12.03.2026 10:15, Jan napisał(a):"
  new RegExp(
    `^(?:\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{1,2} \\p{L}{3,12} \\d{4}).{0,250}(?:[\\s>]${WROTE}\\s?:|<[^<>\\s]{3,120}@[^<>\\s]{3,120}>\\s?:)\\s?$`,
    'iu',
  ),
  new RegExp(`^(?:Użytkownik|User) .{2,250}${WROTE}\\s?:\\s?$`, 'iu'),
  /^Wiadomość napisana przez .{2,200} w dniu .{4,60}:\s?$/iu,
  new RegExp(`^.{2,120}<[^<>\\s]{3,120}@[^<>\\s]{3,120}>\\s?${WROTE}(?:\\s.{0,80})?:\\s?$`, 'iu'),
  new RegExp(`^\\p{Lu}[\\p{L}.' -]{2,60} ${WROTE}(?: (?:am|op|le|on|w dniu|dnia) .{4,80})?:\\s?$`, 'u'),
];

/** A line after which everything belongs to the older message. */
const SEPARATOR =
  /^[>*\s]{0,4}[-_=]{2,}\s?(?:Wiadomość oryginalna|Oryginalna wiadomość|Original Message|Original Appointment|Ursprüngliche Nachricht|Originalnachricht|Message d'origine|Message original|Mensaje original|Messaggio originale|Messaggio originario|Oorspronkelijk bericht|Reply message|Odpowiedź)\s?[-_=]{2,}\s?$/iu;

/** A line that opens a forwarded message. */
const FORWARD =
  /^[>*\s]{0,4}(?:[-_=]{2,}\s?(?:Forwarded message|Wiadomość przekazana dalej|Przekazana wiadomość|Treść przekazanej wiadomości|Wiadomość przesłana dalej|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Messaggio inoltrato|Doorgestuurd bericht).{0,40}|(?:Begin forwarded message|Początek przekazanej wiadomości|Anfang der weitergeleiteten Nachricht|Początek przesłanej dalej wiadomości)\s?:)\s?$/iu;

/** Labels of the block "Od: / Wysłano: / Do: / Temat:"; what each one says. */
const LABELS: [RegExp, 'from' | 'date' | 'to' | 'subject'][] = [
  [/^(?:Od|From|Von|De|Da|Van|Nadawca)$/iu, 'from'],
  [
    /^(?:Wysłano|Wysłane|Data|Data wysłania|Sent|Date|Gesendet|Datum|Envoyé|Enviado|Enviado el|Fecha|Inviato|Verzonden)$/iu,
    'date',
  ],
  [/^(?:Do|DW|UDW|To|Cc|Bcc|An|À|Para|A|Aan|Odbiorca|Kopia)$/iu, 'to'],
  [/^(?:Temat|Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp)$/iu, 'subject'],
];

/** Sentences that phones and programs add below a message. */
const APP_SIGNATURE =
  /^(?:(?:Wysłan[oey]|Wysyłane|Wiadomość wysłana) (?:z|ze) .{3,80}|Pobierz (?:aplikację )?Outlook.{0,60}|Sent (?:from|with|via) .{3,80}|Get Outlook for .{2,40}|Gesendet (?:von|mit) .{3,60}|Von meinem .{3,40} gesendet|Envoyé (?:de|depuis) .{3,60}|Enviado desde .{3,60}|Inviato da .{3,60}|Verzonden (?:vanaf|met) .{3,60})$/iu;

export function isOriginalSeparator(line: string): boolean {
  return line.length < 200 && SEPARATOR.test(line);
}

export function isForwardLine(line: string): boolean {
  return line.length < 200 && FORWARD.test(line);
}

export function isAppSignature(line: string): boolean {
  return line.length < 120 && APP_SIGNATURE.test(line.trim().replace(/[.!]$/, ''));
}

/**
 * How many lines from `index` on form an attribution ("W dniu …, X pisze:"), which programs wrap onto up to three lines.
 * @returns 0 when there is none
 */
export function attributionLength(lines: readonly string[], index: number): number {
  let joined = '';
  for (let length = 1; length <= 3; length += 1) {
    const line = (lines[index + length - 1] ?? '').replace(/^[>\s]+/, '').trim();
    if (line === '' || line.length > 300) return 0;
    joined = joined ? `${joined} ${line}` : line;
    if (joined.length > 400) return 0;
    if (joined.endsWith(':') && ATTRIBUTIONS.some((pattern) => pattern.test(joined))) return length;
  }
  return 0;
}

/** Reads the label of `*Od:* Jan`; null when the line has none. */
function labelOf(line: string): { kind: 'from' | 'date' | 'to' | 'subject'; value: string } | null {
  const match = /^[>\s]{0,6}\*{0,2}([\p{L} ]{1,16}?)\*{0,2}\s?:\*{0,2}\s?(.{0,400})/u.exec(line.slice(0, 450));
  if (!match) return null;
  const label = LABELS.find(([pattern]) => pattern.test((match[1] as string).trim()));
  return label ? { kind: label[1], value: (match[2] as string).trim() } : null;
}

/**
 * Whether a header block of Outlook starts here: a "from" label, then at least two other labels within eight lines.
 * @returns the value of the "from" label, or null
 */
export function headerBlockSender(lines: readonly string[], index: number): string | null {
  const first = labelOf(lines[index] ?? '');
  if (first?.kind !== 'from') return null;
  const kinds = new Set<string>();
  for (const line of lines.slice(index + 1, index + 9)) {
    const label = labelOf(line);
    if (label && label.kind !== 'from') kinds.add(label.kind);
  }
  return kinds.size >= 2 ? first.value : null;
}
