import iconv from 'iconv-lite';
import { rtfTokens } from './rtf-tokens.js';

/** An RTF body as the words in it, or as the HTML from which Outlook made it. */
export interface RtfBody {
  text: string | null;
  html: string | null;
}

const MAX_DEPTH = 200;
/** Groups without words for the reader. */
const SILENT = new Set(
  'fonttbl colortbl stylesheet info pict object header footer headerl headerr footerl footerr listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping datastore latentstyles xmlnstbl filetbl nonshppict pntext'.split(
    ' ',
  ),
);
const CHARACTERS: Record<string, string> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  row: '\n',
  cell: '\t',
  tab: '\t',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emspace: ' ',
  enspace: ' ',
};
/** `\fcharset` of the font table → code page; bytes are read in the table of the font they are set in. */
const FONT_CODE_PAGES: Record<number, number> = {
  77: 10000,
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
};

interface Group {
  silent: boolean;
  /** inside `{\*\htmltag …}`: a piece of the original HTML */
  isHtmlTag: boolean;
  /** between `\htmlrtf` and `\htmlrtf0`: what only RTF readers need */
  skipsRtf: boolean;
  inFontTable: boolean;
  /** how many characters stand for each `\u` in old readers */
  fallback: number;
  codePage: number;
}

/**
 * Reads an RTF body. One pass, bounded nesting, never throws.
 * @param rtf latin1 text
 * Source: Rich Text Format 1.9.1; MS-OXRTFEX (HTML inside RTF, announced by `\fromhtml1`).
 */
export function readRtf(rtf: string): RtfBody {
  const reader = new RtfReader(/^.{0,400}\\fromhtml1/s.test(rtf.slice(0, 500)));
  reader.read(rtf);
  const out = reader.finish();
  return reader.isHtml ? { text: null, html: out || null } : { text: out.trim() || null, html: null };
}

class RtfReader {
  private readonly groups: Group[] = [];
  private group: Group = {
    silent: false,
    isHtmlTag: false,
    skipsRtf: false,
    inFontTable: false,
    fallback: 1,
    codePage: 1252,
  };
  private readonly fonts = new Map<number, number>();
  private readonly out: string[] = [];
  private pending: number[] = [];
  private documentCodePage = 1252;
  private currentFont = 0;
  private tooDeep = 0;
  private toSkip = 0;
  private afterStar = false;

  constructor(readonly isHtml: boolean) {}

  read(rtf: string): void {
    for (const token of rtfTokens(rtf)) {
      if (token.kind === 'open') this.open();
      else if (token.kind === 'close') this.close();
      else if (token.kind === 'word') this.word(token.name, token.value);
      else if (token.kind === 'symbol') this.symbol(token.char);
      else if (token.kind === 'byte') this.byte(token.byte);
      else this.text(token.text);
    }
  }

  finish(): string {
    this.flush();
    return this.out.join('');
  }

  private open(): void {
    this.flush();
    this.toSkip = 0;
    if (this.groups.length >= MAX_DEPTH) this.tooDeep += 1;
    else {
      this.groups.push(this.group);
      this.group = { ...this.group };
    }
  }

  private close(): void {
    this.flush();
    this.toSkip = 0;
    this.afterStar = false;
    if (this.tooDeep > 0) this.tooDeep -= 1;
    else this.group = this.groups.pop() ?? this.group;
  }

  private word(name: string, value: number | null): void {
    const isOptional = this.afterStar;
    this.afterStar = false;
    if (name === 'u') return this.unicode(value ?? 0);
    this.flush();
    switch (name) {
      case 'ansicpg':
        this.documentCodePage = value ?? 1252;
        this.group.codePage = this.documentCodePage;
        return;
      case 'uc':
        this.group.fallback = Math.min(10, Math.max(0, value ?? 1));
        return;
      case 'htmlrtf':
        this.group.skipsRtf = value !== 0;
        return;
      case 'htmltag':
        this.group.isHtmlTag = true;
        return;
      case 'mhtmltag':
        this.group.silent = true;
        return;
      case 'f':
        this.font(value ?? 0);
        return;
      case 'fcharset':
        if (this.group.inFontTable) this.fonts.set(this.currentFont, value ?? 0);
        return;
      case 'fonttbl':
        this.group.inFontTable = true;
        this.group.silent = true;
        return;
    }
    if (SILENT.has(name) || isOptional) this.group.silent = true;
    else if (CHARACTERS[name] !== undefined) this.write(this.isHtml && name === 'par' ? '\r\n' : CHARACTERS[name]);
  }

  private font(number: number): void {
    if (this.group.inFontTable) this.currentFont = number;
    else this.group.codePage = FONT_CODE_PAGES[this.fonts.get(number) ?? -1] ?? this.documentCodePage;
  }

  private symbol(char: string): void {
    this.flush();
    if (char === '*') this.afterStar = true;
    else if (char === '~') this.write('\u00a0');
    else if (char === '_') this.write('\u2011');
    else if (char === '\\' || char === '{' || char === '}') this.text(char);
  }

  private unicode(value: number): void {
    this.flush();
    this.write(String.fromCharCode(value < 0 ? value + 65_536 : value));
    this.toSkip = this.group.fallback;
  }

  private byte(byte: number): void {
    if (this.toSkip > 0) this.toSkip -= 1;
    else if (this.isHeard()) this.pending.push(byte);
  }

  private text(text: string): void {
    this.flush();
    const skipped = Math.min(this.toSkip, text.length);
    this.toSkip -= skipped;
    this.write(text.slice(skipped));
  }

  private write(text: string): void {
    if (this.isHeard()) this.out.push(text);
  }

  private isHeard(): boolean {
    if (this.group.silent || this.tooDeep > 0) return false;
    return !this.isHtml || this.group.isHtmlTag || !this.group.skipsRtf;
  }

  /** Bytes are decoded together, because a character may take two. */
  private flush(): void {
    if (this.pending.length === 0) return;
    const bytes = Buffer.from(this.pending);
    this.pending = [];
    const name = this.group.codePage === 65001 ? 'utf-8' : `cp${this.group.codePage}`;
    this.out.push(iconv.encodingExists(name) ? iconv.decode(bytes, name) : bytes.toString('latin1'));
  }
}
