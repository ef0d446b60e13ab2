import { Parser } from 'htmlparser2';

/** The most HTML of one message that is looked at, in characters. */
export const MAX_HTML_CHARS = 2_000_000;
/** Open elements at one time; people's mail stays below a hundred, and the parser's cost grows with the square of it. */
const MAX_DEPTH = 500;

class TooDeep extends Error {}

/**
 * Stands alone on a line where a mail program put the start of the quoted message, so that `trimReply` need not guess.
 * A private-use character: senders' own are removed.
 */
export const QUOTE_MARK = '\ue0f1';

const BLOCKS = new Set(
  'address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const PARAGRAPHS = new Set('blockquote h1 h2 h3 h4 h5 h6 ol p pre table ul'.split(' '));
const SKIPPED = new Set(
  'head style script title noscript template object embed applet xml math svg select textarea'.split(' '),
);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/**
 * Plain text of an HTML body: blocks become lines, cited blocks get `> `, links keep their target, pictures their
 * description. One pass, linear in the size, never throws.
 * @returns text that may contain QUOTE_MARK lines; `tooDeep` when the nesting is hostile and only tags were dropped, in
 * which case the HTML must not be given to another parser
 */
export function htmlToText(html: string): { text: string; tooDeep: boolean } {
  const bounded = html.slice(0, MAX_HTML_CHARS);
  try {
    return { text: convert(bounded), tooDeep: false };
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return {
      text: bounded
        .replace(/<[^<>]*>/g, ' ')
        .replace(/[ \t]{2,}/g, ' ')
        .trim(),
      tooDeep: true,
    };
  }
}

function convert(html: string): string {
  const writer = new TextWriter();
  const skippedTags: string[] = [];
  const cites: boolean[] = [];
  const openLinks: { href: string; start: number }[] = [];
  let preDepth = 0;
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (!VOID.has(name) && ++depth > MAX_DEPTH) throw new TooDeep();
        if (skippedTags.length > 0 || SKIPPED.has(name) || isHidden(attributes)) {
          if (!VOID.has(name)) skippedTags.push(name);
          return;
        }
        if (startsQuote(name, attributes)) writer.quoteMark();
        if (name === 'br') writer.lineBreak();
        else if (name === 'hr') writer.rule();
        else if (name === 'img' && attributes['alt']?.trim())
          writer.text(`[${attributes['alt'].trim().slice(0, 200)}]`);
        else if (name === 'a') openLinks.push({ href: attributes['href'] ?? '', start: writer.length });
        else if (name === 'td' || name === 'th') writer.cell();
        else if (BLOCKS.has(name)) writer.block(PARAGRAPHS.has(name));
        if (name === 'li') writer.text('- ');
        if (name === 'pre') preDepth += 1;
        if (name === 'blockquote') {
          cites.push(isCited(attributes));
          if (cites.at(-1)) writer.quote(1);
        }
      },
      ontext(text) {
        if (skippedTags.length > 0) return;
        const clean = text.replaceAll(QUOTE_MARK, '');
        if (preDepth > 0) writer.preformatted(clean);
        else writer.text(clean);
      },
      onclosetag(name) {
        if (!VOID.has(name)) depth -= 1;
        if (skippedTags.length > 0) {
          if (skippedTags.at(-1) === name) skippedTags.pop();
          return;
        }
        if (name === 'a') closeLink(writer, openLinks.pop());
        else if (BLOCKS.has(name) && name !== 'hr') writer.block(PARAGRAPHS.has(name));
        if (name === 'pre' && preDepth > 0) preDepth -= 1;
        if (name === 'blockquote' && cites.pop()) writer.quote(-1);
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.end(html);
  return writer.end();
}

const QUOTE_IDS =
  /(?:^|_)(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|reply-intro|zwchr|stopSpelling|isReplyContent|isForwardContent|replysplit)$/i;
const QUOTE_CLASSES =
  /(?:^|\s)(?:OutlookMessageHeader|ms-outlook-mobile-reference-message|protonmail_quote|zmail_extra)(?:\s|$)|yahoo_quoted(?:\s|$)/i;

/** Blocks in which mail programs wrap the header of the message they answer. */
function startsQuote(name: string, attributes: Record<string, string>): boolean {
  if (QUOTE_IDS.test(attributes['id'] ?? '') || QUOTE_CLASSES.test(attributes['class'] ?? '')) return true;
  if (attributes['data-marker'] === '__QUOTED_TEXT__') return true;
  // Outlook for Windows: a thin line above "Od: … Wysłano: …".
  return name === 'div' && /border-top:\s*solid\s+#(?:e1e1e1|b5c4df)\s+1(?:\.0)?pt/i.test(attributes['style'] ?? '');
}

/** Some programs indent a paragraph by a blockquote without a border, which cites nobody. */
function isCited(attributes: Record<string, string>): boolean {
  const style = attributes['style'] ?? '';
  return !(/border(?:-left)?:\s*(?:none|0)/i.test(style) && /margin/i.test(style) && attributes['type'] !== 'cite');
}

/** Preheaders and tracking text that the sender hid from the reader. */
function isHidden(attributes: Record<string, string>): boolean {
  return /display:\s*none|mso-hide:\s*all/i.test(attributes['style'] ?? '');
}

function closeLink(writer: TextWriter, link: { href: string; start: number } | undefined): void {
  if (!link || !/^(?:https?|mailto|tel|ftp):/i.test(link.href)) return;
  const shown = writer.since(link.start).trim();
  const target = link.href.trim().slice(0, 2_000);
  const bare = target.replace(/^(?:mailto|tel):/i, '').replace(/\/$/, '');
  if (!shown || shown.includes(bare) || target.includes(shown.replace(/\s/g, '') || '\u0000')) return;
  writer.text(` <${target}>`);
}

/** How much of a line is at hand. The ends of a line are looked at for every piece, which must not cost its whole length. */
const LINE_AT_HAND_CHARS = 1_000;

/** Collects lines; blanks collapse, blank lines come from paragraphs only, quote depth is written before each line. */
class TextWriter {
  private readonly lines: string[] = [];
  /** the beginning of a very long line, and what is at hand of it */
  private beginning: string[] = [];
  private line = '';
  private depth = 0;
  private previousDepth = 0;
  private wantsBlank = false;
  private written = 0;

  get length(): number {
    return this.written + this.line.length;
  }

  /** What the current line got since a position; a link that spans lines gives its last line, a very long one its end. */
  since(position: number): string {
    return this.line.slice(Math.max(0, position - this.written));
  }

  text(text: string): void {
    const collapsed = text.replace(/[ \t\r\n\f\u00a0]+/g, ' ');
    this.append(this.line === '' || this.line.endsWith(' ') ? collapsed.replace(/^ /, '') : collapsed);
  }

  preformatted(text: string): void {
    text.split(/\r?\n/).forEach((piece, index) => {
      if (index > 0) this.push();
      this.append(piece);
    });
  }

  lineBreak(): void {
    this.push();
  }

  block(isParagraph: boolean): void {
    if (this.hasWords()) this.push();
    this.line = '';
    this.wantsBlank ||= isParagraph;
  }

  cell(): void {
    if (this.hasWords()) this.text(' \t ');
    if (this.hasWords() && !this.line.endsWith(' | ')) this.line = `${this.line.trimEnd()} | `;
  }

  rule(): void {
    this.block(false);
    this.text('---');
    this.push();
  }

  quote(change: 1 | -1): void {
    this.block(true);
    this.depth = Math.min(20, Math.max(0, this.depth + change));
  }

  quoteMark(): void {
    this.block(false);
    this.line = QUOTE_MARK;
    this.push();
  }

  end(): string {
    this.block(false);
    return this.lines.join('\n').trim();
  }

  private hasWords(): boolean {
    return this.beginning.length > 0 || this.line.trim() !== '';
  }

  private append(piece: string): void {
    this.line += piece;
    if (this.line.length < 2 * LINE_AT_HAND_CHARS) return;
    const settled = this.line.slice(0, -LINE_AT_HAND_CHARS);
    this.beginning.push(settled);
    this.written += settled.length;
    this.line = this.line.slice(-LINE_AT_HAND_CHARS);
  }

  private push(): void {
    const depth = this.line === QUOTE_MARK ? 0 : this.depth;
    const previous = this.lines.at(-1);
    if (this.wantsBlank && previous !== undefined && previous.replace(/[> ]/g, '') !== '')
      this.lines.push('>'.repeat(Math.min(depth, this.previousDepth)));
    this.wantsBlank = false;
    const whole = this.beginning.join('') + this.line;
    this.lines.push(`${'>'.repeat(depth)}${depth > 0 ? ' ' : ''}${whole.trimEnd()}`);
    this.previousDepth = depth;
    this.written += this.line.length;
    this.beginning = [];
    this.line = '';
  }
}
