import { safeFileName } from '../mail/mime/file-name.js';

/** Limits of the web form, below those of the server, so that a refusal can name the file. */
export const MAX_FILES = 5;
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
export const MAX_TOTAL_BYTES = 25 * 1024 * 1024;

export interface SentFile {
  filename: string;
  content: Buffer;
  /** longer than the server takes; its content is not complete */
  tooLarge?: boolean;
}

type Kind = 'jpeg' | 'png' | 'gif' | 'webp' | 'tiff' | 'heic' | 'pdf' | 'zip' | 'ole' | 'rtf' | 'text';

/** What the name promises, by extension: the content it must have, and the type under which it is served. */
const TYPES: Record<string, [kinds: Kind[], contentType: string]> = {
  jpg: [['jpeg'], 'image/jpeg'],
  jpeg: [['jpeg'], 'image/jpeg'],
  png: [['png'], 'image/png'],
  gif: [['gif'], 'image/gif'],
  webp: [['webp'], 'image/webp'],
  tif: [['tiff'], 'image/tiff'],
  tiff: [['tiff'], 'image/tiff'],
  heic: [['heic'], 'image/heic'],
  pdf: [['pdf'], 'application/pdf'],
  docx: [['zip'], 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  xlsx: [['zip'], 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  pptx: [['zip'], 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  odt: [['zip'], 'application/vnd.oasis.opendocument.text'],
  ods: [['zip'], 'application/vnd.oasis.opendocument.spreadsheet'],
  zip: [['zip'], 'application/zip'],
  doc: [['ole', 'rtf'], 'application/msword'],
  xls: [['ole'], 'application/vnd.ms-excel'],
  msg: [['ole'], 'application/vnd.ms-outlook'],
  rtf: [['rtf'], 'application/rtf'],
  txt: [['text'], 'text/plain'],
  log: [['text'], 'text/plain'],
  csv: [['text'], 'text/csv'],
  xml: [['text'], 'text/xml'],
  eml: [['text'], 'message/rfc822'],
};

export const ACCEPT = Object.keys(TYPES)
  .map((extension) => `.${extension}`)
  .join(',');

/** What is wrong with the files of a form, in Polish: with each of them, then with all together; null when nothing is. */
export function refuseFiles(files: readonly SentFile[]): string | null {
  const refusals = files.map(refuseFile).filter((refusal) => refusal !== null);
  if (files.length > MAX_FILES) refusals.push(`Można dołączyć najwyżej ${MAX_FILES} plików.`);
  const total = files.reduce((sum, { content }) => sum + content.length, 0);
  if (total > MAX_TOTAL_BYTES) refusals.push(`Pliki mają razem więcej niż ${megabytes(MAX_TOTAL_BYTES)} MB.`);
  return refusals.join(' ') || null;
}

/** What is wrong with one file. It is what its content says, not its name: a program renamed to `.pdf` is refused. */
function refuseFile({ filename, content, tooLarge }: SentFile): string | null {
  if (tooLarge || content.length > MAX_FILE_BYTES) {
    return `Plik „${filename}” jest większy niż ${megabytes(MAX_FILE_BYTES)} MB.`;
  }
  if (content.length === 0) return `Plik „${filename}” jest pusty.`;
  const type = TYPES[extensionOf(filename)];
  if (!type) return `Pliku „${filename}” nie można dołączyć: ten rodzaj plików nie jest przyjmowany.`;
  const kind = kindOf(content);
  if (kind && type[0].includes(kind)) return null;
  return `Zawartość pliku „${filename}” nie zgadza się z jego nazwą. Prosimy zapisać go ponownie we właściwym programie.`;
}

/** Names of the files worth adding again to a form that comes back: those that were not refused themselves. */
export function lostFiles(files: readonly SentFile[]): string[] {
  return safelyNamed(files)
    .filter((file) => refuseFile(file) === null)
    .map(({ filename }) => filename);
}

/** The same by field, for `answerForm`: it names the limits of the form, which are below those of the server. */
export function refusedAttachments(files: readonly SentFile[]): Record<string, string> {
  const attachments = refuseFiles(safelyNamed(files));
  return attachments ? { attachments } : {};
}

/** Files under names that say nothing of the sender's computer. */
export function safelyNamed<F extends SentFile>(files: readonly F[]): F[] {
  return files.map((file, index) => ({ ...file, filename: safeFileName(file.filename, '', index + 1) }));
}

/** The type under which an accepted file is kept; what the browser claimed does not matter. */
export function contentTypeOf(filename: string): string {
  return TYPES[extensionOf(filename)]?.[1] ?? 'application/octet-stream';
}

function kindOf(content: Buffer): Kind | null {
  const head = content.subarray(0, 16).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  if (/^RIFF[\s\S]{4}WEBP/.test(head)) return 'webp';
  if (/^(II\*\0|MM\0\*)/.test(head)) return 'tiff';
  if (/^[\s\S]{4}ftyp(heic|heix|mif1|msf1)/.test(head)) return 'heic';
  if (content.subarray(0, 1024).includes('%PDF-')) return 'pdf';
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return 'zip';
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return 'ole';
  if (head.startsWith('{\\rtf')) return 'rtf';
  return isText(content) ? 'text' : null;
}

/** No byte that text never has, in any of the encodings that offices use. A script is text too, but its name is refused. */
function isText(content: Buffer): boolean {
  if (/^MZ|^\x7fELF|^#!/.test(content.subarray(0, 4).toString('latin1'))) return false;
  return !content.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}

function extensionOf(filename: string): string {
  return /\.([a-z0-9]{1,5})$/i.exec(filename)?.[1]?.toLowerCase() ?? '';
}

function megabytes(bytes: number): number {
  return bytes / (1024 * 1024);
}
