import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};
const PREFIX = '/static/';
const compress = promisify(brotliCompress);

interface Asset {
  contentType: string;
  body: Buffer;
  /** Absent for what is compressed already. */
  brotli: Promise<Buffer> | null;
}

/**
 * The static files of the pages, few and small, held in memory. Their addresses carry a hash of their content, so browsers keep
 * them for ever and a new version is fetched at once. The style sheet is one file made of the layers in `css/`, the script one
 * file made of htmx and our own.
 */
export class Assets {
  private readonly files = new Map<string, Asset>();
  private readonly addresses = new Map<string, string>();

  /** @param folder `templates/assets` */
  constructor(folder: string) {
    for (const name of readdirSync(folder)) {
      if (CONTENT_TYPES[extname(name)] && name !== 'app.js') this.add(name, readFileSync(join(folder, name)));
    }
    const htmx = readFileSync(createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'), 'utf8');
    this.add('app.js', Buffer.from(`${htmx}\n${readFileSync(join(folder, 'app.js'), 'utf8')}`));
    const layers = readdirSync(join(folder, 'css')).toSorted();
    const css = layers.map((name) => readFileSync(join(folder, 'css', name), 'utf8')).join('');
    this.add(
      'app.css',
      Buffer.from(shorten(css.replace(/url\(([\w.-]+)\)/g, (_, name: string) => `url(${this.address(name)})`))),
    );
  }

  /**
   * @param name e.g. `app.css`
   * @returns its address, e.g. `/static/app.3f2a9c01d4.css`
   * @throws Error for a file that does not exist
   */
  address(name: string): string {
    const address = this.addresses.get(name);
    if (!address) throw new Error(`no static file ${name}`);
    return address;
  }

  /** Serves them; also `/favicon.ico`, which browsers ask for by themselves. */
  register(server: FastifyInstance): void {
    server.get<{ Params: { file: string } }>(`${PREFIX}:file`, async (request, reply) => {
      const asset = this.files.get(request.params.file);
      if (!asset) return reply.status(404).type('text/plain').send('not found');
      reply.header('cache-control', 'public, max-age=31536000, immutable').type(asset.contentType);
      if (!asset.brotli) return reply.send(asset.body);
      reply.header('vary', 'accept-encoding');
      if (!/\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''))) return reply.send(asset.body);
      return reply.header('content-encoding', 'br').send(await asset.brotli);
    });
    server.get('/favicon.ico', (_request, reply) => reply.redirect(this.address('favicon.svg'), 301));
  }

  private add(name: string, body: Buffer): void {
    const extension = extname(name);
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 10);
    const file = `${name.slice(0, -extension.length)}.${hash}${extension}`;
    this.addresses.set(name, PREFIX + file);
    const level = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
    const brotli = extension === '.woff2' || extension === '.png' ? null : compress(body, level);
    this.files.set(file, { contentType: CONTENT_TYPES[extension] ?? 'application/octet-stream', body, brotli });
  }
}

/** Style sheet without comments and indentation; nothing cleverer, the rest is left to compression. */
function shorten(css: string): string {
  return css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s*\n\s*/g, '\n');
}
