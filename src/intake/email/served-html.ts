import { resolveInlineImages } from '../../mail/sanitize-html.js';

/** Types that a browser draws without running anything; SVG is not among them. */
const PICTURES = /^image\/(?:png|jpeg|gif|webp|bmp)$/i;

/** All pictures of one message together; beyond it they are left out, and stay in the list of files. */
export const MAX_PICTURE_BYTES = 8 * 1024 * 1024;

/**
 * The second lock after the sanitiser: the page of a message can run nothing, load nothing, send nothing and leave its frame
 * only by a click. `sandbox` holds even when it is opened outside our frame.
 * Source: promise P8.
 */
export const MESSAGE_CSP = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

export interface Picture {
  contentId: string;
  contentType: string;
  content: Buffer;
}

/**
 * A page of its own for the formatted text of a message. Pictures are written into it, because a sandboxed frame has no
 * origin and therefore sends no session with its requests.
 * @param html sanitised
 */
export function servedHtml(html: string, pictures: readonly Picture[]): string {
  const sources = new Map(
    pictures
      .filter(({ contentType }) => PICTURES.test(contentType))
      .map(({ contentId, contentType, content }) => [
        contentId,
        `data:${contentType.toLowerCase()};base64,${content.toString('base64')}`,
      ]),
  );
  return `<!doctype html>
<html lang="pl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Wiadomość z formatowaniem</title>
<style>
html { color-scheme: light; }
body { margin: 12px; font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
table { max-width: 100%; }
blockquote { margin: 8px 0; padding-left: 12px; border-left: 3px solid #c9d1d9; }
</style>
</head>
<body>
${resolveInlineImages(html, sources)}
</body>
</html>
`;
}
