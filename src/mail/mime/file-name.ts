import { stripControls } from './header-value.js';

const MAX_CHARS = 150;

/** Extensions given to parts that came without a name. */
const EXTENSIONS: Record<string, string> = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-signature': 'p7s',
  'application/pkcs7-mime': 'p7m',
  'application/pgp-signature': 'asc',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
  'image/tiff': 'tif',
  'text/plain': 'txt',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/calendar': 'ics',
  'text/vcard': 'vcf',
  'text/x-vcard': 'vcf',
  'text/rfc822-headers': 'txt',
  'message/rfc822': 'eml',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
};

/** Types of files that came without one; the reverse of EXTENSIONS with the spellings that people use. */
const TYPES: Record<string, string> = {
  ...Object.fromEntries(Object.entries(EXTENSIONS).map(([type, extension]) => [extension, type])),
  jpeg: 'image/jpeg',
  tiff: 'image/tiff',
  htm: 'text/html',
  bmp: 'image/bmp',
  rtf: 'application/rtf',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  p7s: 'application/pkcs7-signature',
  txt: 'text/plain',
  vcf: 'text/vcard',
};

/** What a file is by its name, when nothing else tells. */
export function typeOfName(name: string): string {
  return TYPES[/\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

/**
 * A file name that is safe to show, store and offer for download: no folders, drive letters, control characters or
 * direction overrides, at most 150 characters with the extension kept; invented from the type when there is none.
 * @param sent the decoded name, null when the part has none
 * @param position 1-based, makes invented names distinct
 */
export function safeFileName(sent: string | null, contentType: string, position: number): string {
  const base = stripControls(sent ?? '')
    .normalize('NFC')
    // Marks that turn the reading direction make `exe.txt` out of `txt.exe`.
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/^.*[\\/]/, '')
    .replace(/^[a-z]:/i, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  if (base === '') return `zalacznik-${position}.${EXTENSIONS[contentType] ?? 'bin'}`;
  return shorten(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(base) ? `_${base}` : base);
}

function shorten(name: string): string {
  const chars = [...name];
  if (chars.length <= MAX_CHARS) return name;
  const extension = /\.[^.\s]{1,12}$/.exec(name)?.[0] ?? '';
  return chars.slice(0, MAX_CHARS - extension.length).join('') + extension;
}
