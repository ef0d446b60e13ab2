import sanitize from 'sanitize-html';
import { decodedCid } from './mime/content-id.js';

/** Tags that carry the words and the layout of mail programs, and none that runs, asks or loads. */
const TAGS = [
  'a',
  'abbr',
  'address',
  'b',
  'big',
  'blockquote',
  'br',
  'caption',
  'center',
  'cite',
  'code',
  'col',
  'colgroup',
  'dd',
  'del',
  'div',
  'dl',
  'dt',
  'em',
  'font',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'i',
  'img',
  'ins',
  'kbd',
  'li',
  'ol',
  'p',
  'pre',
  'q',
  's',
  'samp',
  'small',
  'span',
  'strike',
  'strong',
  'sub',
  'sup',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'tr',
  'tt',
  'u',
  'ul',
];

const SIZE = /^-?[\d.]{1,8}(?:px|pt|em|rem|ex|%|cm|mm|in)?$/;
const SIZES = /^(?:(?:-?[\d.]{1,8}(?:px|pt|em|rem|ex|%|cm|mm|in)?|auto)\s*){1,4}$/;
const COLOUR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%]{3,40}\))$/i;
const WORDS = /^[a-z0-9 -]{1,60}$/i;
const BORDER = /^(?:(?:[\d.]{1,8}(?:px|pt|em)?|[a-z]{3,12}|#[0-9a-f]{3,8}|rgba?\([\d\s.,%]{3,40}\))\s*){1,4}$/i;

/** Declarations that keep a message readable; none can load a file, leave its place or cover the page. */
const STYLES: Record<string, RegExp[]> = Object.fromEntries([
  ...['color', 'background-color', 'background'].map((name) => [name, [COLOUR]]),
  ...['width', 'max-width', 'min-width', 'height', 'line-height', 'font-size', 'text-indent', 'border-radius'].map(
    (name) => [name, [SIZE, /^(?:normal|auto|[a-z-]{3,10})$/]],
  ),
  ...['margin', 'padding']
    .flatMap((name) => [name, `${name}-top`, `${name}-right`, `${name}-bottom`, `${name}-left`])
    .map((name) => [name, [SIZES]]),
  ...['border', 'border-top', 'border-right', 'border-bottom', 'border-left'].map((name) => [name, [BORDER]]),
  ...[
    'font-weight',
    'font-style',
    'text-align',
    'text-decoration',
    'text-transform',
    'vertical-align',
    'white-space',
    'list-style-type',
    'border-collapse',
    'border-spacing',
  ].map((name) => [name, [WORDS]]),
  ['font-family', [/^[\p{L}\d ,'"-]{1,200}$/u]],
]) as Record<string, RegExp[]>;

export interface SanitizedHtml {
  html: string;
  /** pictures on other servers that were not loaded; a reader may be told */
  blockedImages: number;
}

/**
 * HTML of a message, safe to show in a frame of its own: nothing runs, nothing is loaded from elsewhere, nothing leaves its
 * box. Links open in a new window and show their target. Pictures inside the message keep their `cid:` address for
 * `resolveInlineImages`; those on other servers become their description.
 * The input must have passed `parseEmail`, which refuses hostile nesting.
 * Source: promise P8; the second lock is the Content-Security-Policy of the frame.
 */
export function sanitizeHtml(html: string): SanitizedHtml {
  let blockedImages = 0;
  const clean = sanitize(html, {
    allowedTags: TAGS,
    allowedAttributes: {
      '*': ['style', 'align', 'valign', 'bgcolor', 'dir', 'lang'],
      a: ['href', 'title', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
      font: ['color', 'face', 'size'],
      table: ['border', 'cellpadding', 'cellspacing', 'width'],
      td: ['colspan', 'rowspan', 'width', 'height'],
      th: ['colspan', 'rowspan', 'width', 'height'],
      col: ['span', 'width'],
      ol: ['start', 'type'],
    },
    allowedStyles: { '*': STYLES },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['cid'] },
    allowProtocolRelative: false,
    nonTextTags: ['style', 'script', 'textarea', 'option', 'noscript', 'title', 'template', 'svg', 'math', 'xml'],
    nestingLimit: 100,
    parser: { lowerCaseTags: true },
    transformTags: {
      a: (tagName, attributes) => ({
        tagName,
        attribs: {
          ...attributes,
          ...shownTarget(attributes['href'] ?? ''),
          target: '_blank',
          rel: 'noopener noreferrer nofollow',
        },
      }),
      img: (tagName, attributes) => {
        const source = (attributes['src'] ?? '').trim();
        if (/^cid:/i.test(source)) return { tagName, attribs: attributes };
        if (/^(?:https?:)?\/\//i.test(source)) blockedImages += 1;
        return { tagName: 'span', attribs: {}, text: attributes['alt'] ? `[${attributes['alt']}]` : '' };
      },
    },
  });
  return { html: clean.trim(), blockedImages };
}

function shownTarget(href: string): Record<string, string> {
  return /^(?:https?|mailto|tel):/i.test(href) ? { title: href } : {};
}

/**
 * Puts our own addresses in place of `cid:` ones; a picture that is not there loses its source.
 * @param addresses Content-ID without brackets -> address of the attachment
 */
export function resolveInlineImages(html: string, addresses: ReadonlyMap<string, string>): string {
  return html.replace(/(<img\b[^>]*?\ssrc=")cid:([^"]{0,500})"/gi, (_, before: string, id: string) => {
    const address = addresses.get(decodeEntities(id)) ?? addresses.get(decodedCid(decodeEntities(id)));
    return address ? `${before}${address}"` : before.replace(/src="$/, 'data-missing=""');
  });
}

function decodeEntities(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}
