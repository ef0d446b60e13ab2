/** The most text of one message that is kept and shown; the raw message keeps the rest. In characters. */
export const MAX_TEXT_CHARS = 500_000;

/**
 * Text as people read it: LF line ends, no control characters but tab, no blanks at line ends, no blank lines around it.
 */
export function cleanText(text: string): string {
  const lines = text
    .replace(/\r\n?/g, '\n')
    // eslint-disable-next-line no-control-regex -- removing them is the purpose
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\ufeff]/g, '')
    .split('\n')
    .map((line) => line.trimEnd());
  // By hand: a pattern for the end would try every gap in the middle, at a cost that grows with its square.
  const first = lines.findIndex((line) => line !== '');
  return first < 0 ? '' : lines.slice(first, lines.findLastIndex((line) => line !== '') + 1).join('\n');
}

/**
 * Joins the soft line breaks of format=flowed; quoted lines join only within one depth, and `-- ` stays a line.
 * @param deleteSpace the DelSp parameter
 * Source: RFC 3676 section 4.
 */
export function unflow(text: string, deleteSpace: boolean): string {
  const out: string[] = [];
  let openDepth = -1;
  for (const raw of text.split(/\r?\n/)) {
    const quotes = /^>*/.exec(raw)?.[0] ?? '';
    const line = raw.slice(quotes.length).replace(/^ /, '');
    const isFlowed = line.endsWith(' ') && line !== '-- ';
    const content = isFlowed && deleteSpace ? line.slice(0, -1) : line;
    const last = out.length - 1;
    if (openDepth === quotes.length && line !== '-- ') out[last] += content;
    else out.push(quotes ? `${quotes} ${content}` : content);
    openDepth = isFlowed ? quotes.length : -1;
  }
  return out.join('\n');
}

/** Text of `text/enriched` and `text/richtext` without its commands (RFC 1896). */
export function textOfEnriched(text: string): string {
  return text
    .replace(/<param>[^<]{0,500}<\/param>/gi, '')
    .replace(/<(?!<)\/?[a-z][^<>]{0,100}>/gi, '')
    .replaceAll('<<', '<');
}
