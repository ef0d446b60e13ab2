/** Sentences that phones and programs add below a message. Bounded and anchored. */
const SENTENCES: RegExp[] = [
  /^(?:Wysłan[oey]|Wysyłane|Wiadomość wysłana|Wysłana|Napisane) (?:z|ze|za pomocą|przy użyciu|przez) .{3,90}$/iu,
  /^(?:Pobierz|Uzyskaj|Download|Get|Obtener|Télécharge[rz]|Scarica|Hol(?:en Sie sich)?|Laden Sie) (?:aplikację )?(?:die )?Outlook.{0,80}$/iu,
  /^Outlook (?:für|pour|para|per|voor|dla) .{2,40}$/iu,
  /^Sent (?:from|with|via|by|using) (?:my |the |an? |Outlook|Yahoo|Mail|Gmail|Samsung|Black|iPhone|iPad|Android|Windows|Proton|Spark|Nine|K-9|AquaMail|BlueMail|Superhuman|Airmail|Thunderbird|Type|Tutanota|GMX|Zoho|Huawei|Xiaomi|Nokia|HTC|Sony|LG|Mobile|mobile|phone|a mobile).{0,90}$/u,
  /^(?:Diese (?:Nachricht|E-Mail) wurde |Von meinem |Vom |Mit der |Gesendet (?:von|mit|über) ).{3,110}(?:gesendet|\S)$/u,
  /^(?:Envoyé|Expédié) (?:de|depuis|à partir d|avec) ?.{3,80}$/iu,
  /^Provenance : .{3,60}$/iu,
  /^Enviado (?:desde|con|do|a partir) .{3,80}$/iu,
  /^Inviato (?:da|dal|con) .{3,80}$/iu,
  /^(?:Verzonden|Verstuurd) (?:vanaf|met|vanuit|door) .{3,80}$/iu,
  /^(?:Skickat från|Sendt fra|Lähetetty|Odesláno z|Odoslané z|Отправлено с|Trimis de pe) .{3,60}$/iu,
];

/** No such sentence is longer with all that stands around it. */
const MAX_LINE_CHARS = 300;

export function isAppSignature(line: string): boolean {
  if (line.length > MAX_LINE_CHARS) return false;
  const sentence = line
    .trim()
    .replace(/^[-–—_*\s]{0,6}/, '')
    .replace(/[.!*_\s]+$/, '');
  return sentence.length > 5 && sentence.length < 140 && SENTENCES.some((pattern) => pattern.test(sentence));
}
