import iconv from 'iconv-lite';

/** What a person may choose when a message was decoded wrongly; the first ones are met most often. */
export const CHARSETS_TO_CHOOSE = [
  'utf-8',
  'windows-1250',
  'iso-8859-2',
  'cp852',
  'maccenteuro',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
  'iso-8859-16',
  'windows-1251',
  'koi8-r',
  'koi8-u',
  'iso-8859-5',
  'windows-1257',
  'windows-1253',
  'utf-16le',
  'utf-7',
  'gb18030',
  'shift_jis',
] as const;

/** @returns null when no decoder knows the label */
export function decodeAs(bytes: Buffer, label: string): string | null {
  const name = ALIASES[label.toLowerCase()] ?? label;
  // eslint-disable-next-line no-control-regex -- shift out and shift in
  if (/^iso-?2022-kr$/i.test(name)) return iconv.decode(shifted(bytes, /\x0e([^\x0f\r\n]*)\x0f?/g), 'euc-kr');
  if (/^hz/i.test(name)) return iconv.decode(shifted(bytes, /~\{([^~\r\n]*)(?:~\})?/g), 'gb2312');
  if (iconv.encodingExists(name)) return iconv.decode(bytes, name);
  try {
    return new TextDecoder(name).decode(bytes);
  } catch {
    return null;
  }
}

/** Seven-bit tables that switch to two-byte characters: the switched bytes are those of the eight-bit table without their high bit. */
function shifted(bytes: Buffer, switched: RegExp): Buffer {
  const text = bytes
    .toString('latin1')
    // eslint-disable-next-line no-control-regex -- the announcement of the table
    .replace(/^\x1b\$\)C\r?\n?/gm, '')
    .replace(switched, (_, inside: string) =>
      inside.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) | 0x80)),
    );
  return Buffer.from(text, 'latin1');
}

/** Spellings met in mail that neither iconv-lite nor WHATWG knows. */
const ALIASES: Record<string, string> = {
  'iso-8859-2-windows-latin-2': 'windows-1250',
  'x-windows-1250': 'windows-1250',
  'cp-1250': 'windows-1250',
  windows1250: 'windows-1250',
  'windows-latin2': 'windows-1250',
  iso8859_2: 'iso-8859-2',
  'iso-8859-8-i': 'iso-8859-8',
  'iso-8859-8-e': 'iso-8859-8',
  'x-mac-ce': 'maccenteuro',
  'mac-ce': 'maccenteuro',
  'x-mac-centraleurroman': 'maccenteuro',
  'mac-centraleurope': 'maccenteuro',
  'x-mac-roman': 'macroman',
  'x-mac-cyrillic': 'maccyrillic',
  'dos-852': 'cp852',
  latin2: 'iso-8859-2',
  'x-user-defined': 'windows-1252',
  'unicode-1-1-utf-7': 'utf-7',
  'x-unicode-2-0-utf-7': 'utf-7',
  csunicode11utf7: 'utf-7',
  'x-sjis': 'shift_jis',
  'windows-31j': 'cp932',
  'ks_c_5601-1987': 'cp949',
};
