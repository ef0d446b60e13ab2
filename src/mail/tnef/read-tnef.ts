import iconv from 'iconv-lite';
import { decodeText } from '../mime/charset.js';
import type { UnpackBudget } from '../unpack-budget.js';
import { ByteReader, OutOfBytes } from './byte-reader.js';
import { decompressRtf } from './compressed-rtf.js';
import { type MapiValue, readMapiProperties } from './mapi-properties.js';
import { readRtf } from './read-rtf.js';

/** What Outlook packed into winmail.dat. */
export interface TnefMessage {
  subject: string | null;
  text: string | null;
  html: string | null;
  files: TnefFile[];
  /** false when the input ended too early or a limit was reached: the file itself must be kept */
  isWhole: boolean;
}

export interface TnefFile {
  filename: string | null;
  contentType: string | null;
  contentId: string | null;
  content: Buffer;
}

const SIGNATURE = 0x223e9f78;
const MAX_FILES = 300;
const MAX_NESTING = 4;
const PROPERTY = {
  subject: 0x0037,
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  displayName: 0x3001,
  data: 0x3701,
  shortName: 0x3704,
  longName: 0x3707,
  mimeTag: 0x370e,
  contentId: 0x3712,
  codePage: 0x3fde,
};
const ATTRIBUTE = {
  subject: 0x8004,
  body: 0x800c,
  data: 0x800f,
  title: 0x8010,
  attachmentStart: 0x9002,
  messageProperties: 0x9003,
  attachmentProperties: 0x9005,
  codePage: 0x9007,
};

export function isTnef(data: Buffer): boolean {
  return data.length > 6 && data.readUInt32LE(0) === SIGNATURE;
}

/**
 * Unpacks TNEF. Never throws for bad input, never gives more bytes than it got, RTF aside, which counts against the budget.
 * @throws NeedsWorker
 * @param data begins with the signature, see `isTnef`
 * Source: MS-OXTNEF; attributes of level 2 belong to the attachment that was opened last.
 */
export function readTnef(data: Buffer, budget: UnpackBudget, nesting = 0): TnefMessage {
  const message = new TnefCollector(budget, nesting);
  const reader = new ByteReader(data);
  reader.take(6);
  try {
    while (reader.left > 0) {
      reader.uint8();
      const id = reader.uint16();
      reader.uint16();
      const value = reader.take(reader.uint32());
      message.add(id, value);
      if (reader.left < 2) break;
      reader.uint16();
    }
  } catch (error) {
    if (!(error instanceof OutOfBytes)) throw error;
    message.isWhole = false;
  }
  return message.finish();
}

class TnefCollector {
  isWhole = true;
  private codePage = 1252;
  private subject: string | null = null;
  private properties = new Map<number, MapiValue>();
  private body: Buffer | null = null;
  private readonly opened: { title: Buffer | null; data: Buffer | null; properties: Map<number, MapiValue> }[] = [];

  constructor(
    private readonly budget: UnpackBudget,
    private readonly nesting: number,
  ) {}

  add(id: number, value: Buffer): void {
    if (id === ATTRIBUTE.codePage && value.length >= 4) this.codePage = value.readUInt32LE(0);
    else if (id === ATTRIBUTE.subject) this.subject = this.text8(value);
    else if (id === ATTRIBUTE.body) this.body = value;
    else if (id === ATTRIBUTE.messageProperties) this.properties = readMapiProperties(value);
    else if (id === ATTRIBUTE.attachmentStart) this.open();
    const file = this.opened.at(-1);
    if (!file) return;
    if (id === ATTRIBUTE.title) file.title = value;
    else if (id === ATTRIBUTE.data) file.data = value;
    else if (id === ATTRIBUTE.attachmentProperties) file.properties = readMapiProperties(value);
  }

  finish(): TnefMessage {
    const files = this.opened.flatMap((file) => this.filesOf(file));
    return {
      subject: this.subject ?? this.textOf(this.properties.get(PROPERTY.subject)),
      ...this.bodies(),
      files,
      isWhole: this.isWhole,
    };
  }

  private open(): void {
    if (this.opened.length >= MAX_FILES) this.isWhole = false;
    else this.opened.push({ title: null, data: null, properties: new Map() });
  }

  private bodies(): { text: string | null; html: string | null } {
    const rtf = this.properties.get(PROPERTY.rtf);
    const rich = rtf ? decompressRtf(rtf.bytes, this.budget) : null;
    const ofRtf = rich === null ? null : readRtf(rich);
    const text = this.textOf(this.properties.get(PROPERTY.body)) ?? (this.body && this.text8(this.body));
    return {
      text: text?.trim() ? text : (ofRtf?.text ?? null),
      html: this.htmlOf(this.properties.get(PROPERTY.html)) ?? ofRtf?.html ?? null,
    };
  }

  private htmlOf(value: MapiValue | undefined): string | null {
    if (value?.type !== 'binary') return this.textOf(value);
    const page = this.properties.get(PROPERTY.codePage);
    const label = page && page.bytes.length >= 4 ? labelOf(page.bytes.readUInt32LE(0)) : null;
    return value.bytes.length > 0 ? decodeText(value.bytes, label).text : null;
  }

  private filesOf(file: { title: Buffer | null; data: Buffer | null; properties: Map<number, MapiValue> }): TnefFile[] {
    const { properties } = file;
    const filename =
      this.textOf(properties.get(PROPERTY.longName)) ??
      (file.title ? this.text8(file.title) : null) ??
      this.textOf(properties.get(PROPERTY.shortName)) ??
      this.textOf(properties.get(PROPERTY.displayName));
    const data = properties.get(PROPERTY.data);
    if (data?.type === 'object' && isTnef(data.bytes.subarray(16)))
      return this.nested(data.bytes.subarray(16), filename);
    const content = file.data ?? (data?.type === 'object' ? data.bytes.subarray(16) : data?.bytes);
    if (!content) return [];
    return [
      {
        filename,
        content,
        contentType: this.textOf(properties.get(PROPERTY.mimeTag)),
        contentId: this.textOf(properties.get(PROPERTY.contentId)),
      },
    ];
  }

  /** A message inside the message: its words become a file of their own, its files stand beside it. */
  private nested(data: Buffer, name: string | null): TnefFile[] {
    if (this.nesting >= MAX_NESTING) {
      this.isWhole = false;
      return [];
    }
    const inner = readTnef(data, this.budget, this.nesting + 1);
    this.isWhole &&= inner.isWhole;
    const title = inner.subject ?? name ?? 'wiadomość';
    const words = inner.html ?? inner.text;
    if (words === null) return inner.files;
    const extension = inner.html === null ? 'txt' : 'html';
    return [
      {
        filename: `${title}.${extension}`,
        contentType: inner.html === null ? 'text/plain' : 'text/html',
        contentId: null,
        content: Buffer.from(words, 'utf8'),
      },
      ...inner.files,
    ];
  }

  private textOf(value: MapiValue | undefined): string | null {
    if (!value || value.type === 'number') return null;
    const text =
      value.type === 'unicode'
        ? (iconv.decode(value.bytes, 'utf-16le').split('\0', 1)[0] as string)
        : this.text8(value.bytes);
    return text === '' ? null : text;
  }

  /** Ends at the first NUL. */
  private text8(bytes: Buffer): string {
    const end = bytes.indexOf(0);
    return decodeText(end < 0 ? bytes : bytes.subarray(0, end), labelOf(this.codePage)).text;
  }
}

function labelOf(codePage: number): string {
  if (codePage === 65001) return 'utf-8';
  if (codePage >= 28591 && codePage <= 28606) return `iso-8859-${codePage - 28590}`;
  return codePage === 20127 ? 'us-ascii' : `cp${codePage}`;
}
