/** Lines that stand alone between a new message and an older one. */

const ORIGINAL =
  'Antwort Nachricht|Wiadomość oryginalna|Oryginalna wiadomość|Wiadomość pierwotna|Original Message|Original Appointment|Original mail|Ursprüngliche (?:Nachricht|Mail|E-Mail)|Originalnachricht|Original-Nachricht|Message d.origine|Message original|Mail original|Message initial|Mensaje original|Messaggio originale|Messaggio originario|Oorspronkelijk bericht|Origineel bericht|Mensagem original|Ursprungligt meddelande|Oprindelig meddelelse|Opprinnelig melding|Původní zpráva|Pôvodná správa|Alkuperäinen viesti|Eredeti üzenet|Исходное сообщение|Original-Mail|Reply message|Odpowiedź|Orijinal Mesaj|原始邮件|原始郵件';
const FORWARDED =
  'Forwarded message|Forwarded by .{2,80}|Wiadomość przekazana dalej|Przekazana wiadomość|Wiadomość przekazana|Treść przekazanej wiadomości|Wiadomość przesłana dalej|Przesłana dalej wiadomość|Weitergeleitete (?:Nachricht|E-Mail)|Message (?:transféré|réexpédié|transmis)|Courriel transféré|Mensaje reenviado|Messaggio inoltrato|Doorgestuurd(?:e|) (?:bericht|e-mail)|Mensagem encaminhada|Vidarebefordrat (?:meddelande|brev)|Videresendt (?:meddelelse|melding)|Přeposlaná zpráva|Preposlaná správa|Välitetty viesti|Továbbított (?:üzenet|levél)|Пересылаемое сообщение|Пересланное сообщение|Пересланное письмо|Yönlendirilen ileti';
const FORWARD_OPENINGS =
  'Begin forwarded message|Początek przekazanej wiadomości|Początek przesłanej dalej wiadomości|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|Début du (?:message|courriel) (?:transféré|réexpédié)|Inicio del mensaje reenviado|Inizio messaggio inoltrato|Inizio del messaggio inoltrato|Begin doorgestuurd bericht|Início da mensagem encaminhada|Vidarebefordrat meddelande|Начало переадресованного сообщения';

const SEPARATOR = new RegExp(`^[>*\\s]{0,4}[-_=*]{2,}\\s?(?:${ORIGINAL})(?: .{0,40})?\\s?:?[-_=*]{2,}:?\\s?$`, 'iu');
const FORWARD = new RegExp(
  `^[>*\\s]{0,4}(?:[-_=*]{2,}\\s?(?:${FORWARDED}).{0,40}|(?:${FORWARD_OPENINGS})\\s?:)\\*{0,2}\\s?$`,
  'iu',
);
/** What help desks write above their own words. */
const REPLY_ABOVE =
  /^[\s>*]{0,4}[-–—#=*_~]{2,}.{0,40}(?:(?:reply|answer|respond|type|write)\b.{0,40}\babove|odpow\S{1,10} (?:prosimy )?(?:pisać |wpis\S{1,6} )?(?:po)?wyżej|oberhalb dieser|au-dessus de cette|por encima de esta|sopra questa|boven deze).{0,60}$/iu;

/** A line after which everything belongs to the older message. */
export function isOriginalSeparator(line: string): boolean {
  return line.length < 200 && (SEPARATOR.test(line) || REPLY_ABOVE.test(line));
}

/** A line that opens a forwarded message. */
export function isForwardLine(line: string): boolean {
  return line.length < 200 && FORWARD.test(line);
}
