import type { Templates } from './templates.js';

/** Who signs an e-mail, and who answers for the data in it. */
export interface EmailOffice {
  name: string;
  unitName: string;
  dataController: string;
}

/** What the frame of an e-mail says besides its body; templates see it as `@email`. */
export interface EmailFrame {
  office: EmailOffice;
  /** Number of the ticket or document, e.g. `ZG/2026/000123`. */
  reference: string | null;
  /** The information clause of the GDPR, due in the first e-mail to a person; null leaves it out. */
  clause: { officerEmail: string | null } | null;
}

export interface RenderedEmail {
  subject: string;
  text: string;
  html: string;
}

/**
 * Renders `templates/emails/<name>/{subject,text,html}`. Subject and text are plain text, html escapes.
 * @param prefix stands before the subject, e.g. `[ZG/2026/000123] `
 */
export function renderEmail(
  templates: Templates,
  name: string,
  view: object,
  frame: EmailFrame,
  prefix = '',
): RenderedEmail {
  const subject = prefix + renderSubject(templates, name, view);
  const data = { email: { ...frame, subject, isFragment: false } };
  return {
    subject,
    text: tidy(templates.render(`emails/${name}/text`, view, data)) + '\n',
    html: templates.render(`emails/${name}/html`, view, data).trim() + '\n',
  };
}

/** The body alone, without greeting and footer, as one of several pieces of news in one e-mail. */
export function renderEmailFragment(templates: Templates, name: string, view: object): RenderedEmail {
  const data = { email: { office: null, reference: null, clause: null, subject: '', isFragment: true } };
  return {
    subject: renderSubject(templates, name, view),
    text: tidy(templates.render(`emails/${name}/text`, view, data)),
    html: templates.render(`emails/${name}/html`, view, data).trim(),
  };
}

/** One line, whatever a name in it contains: a line end would start a header of its own. */
function renderSubject(templates: Templates, name: string, view: object): string {
  return templates.render(`emails/${name}/subject`, view).replace(/\s+/g, ' ').trim();
}

/** Blocks of a template leave more empty lines than a letter has. */
function tidy(text: string): string {
  return text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
