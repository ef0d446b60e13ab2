import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { refusalOf } from '../common/domain-error.js';
import { leaveFlash } from './flash.js';
import { type FormView, readForm, refusedForm } from './forms.js';

interface AnsweredForm<S extends z.ZodType, R> {
  schema: S;
  body: unknown;
  /** What the rules refuse that a schema cannot know, by field; asked also when the schema refuses, so that all is named in one round. */
  rules?: (values: Record<string, unknown>) => Promise<Record<string, string>>;
  /** What the form itself finds wrong with the files sent along, by their field; said rather than `request.refusedUploads`. */
  refusedFiles?: Record<string, string>;
  act: (data: z.output<S>) => Promise<R>;
  /** Where to go after it was done, and what to say there. */
  done: (result: R, data: z.output<S>) => { to: string; text?: string };
  /** The page that shows a refused form again, with what was typed. */
  template: string;
  again: (form: FormView) => object | Promise<object>;
}

/**
 * The way of every form: it is read, carried out, and leads on with a word about it; when it is refused, by its fields or by a rule,
 * its page is shown again with what was typed and why (status 422, or 409 for a conflict). A file that came with it and could not be
 * taken refuses it too: nothing is done without it.
 * @throws what `act` throws but refusals: missing rights, missing rows, errors
 */
export async function answerForm<S extends z.ZodType, R>(reply: FastifyReply, form: AnsweredForm<S, R>): Promise<void> {
  const { schema, refusedFiles = {} } = form;
  const read = readForm(schema, form.body);
  const errors = {
    ...(await form.rules?.(read.values)),
    ...read.errors,
    ...reply.request.refusedUploads,
    ...refusedFiles,
  };
  if (!read.ok || Object.keys(errors).length > 0) {
    const view = await form.again(refusedForm(read.values, errors, schema));
    return void reply.status(422).view(form.template, view);
  }
  let result: R;
  const refusal = await refusalOf(async () => {
    result = await form.act(read.data);
  });
  if (refusal) {
    const view = await form.again(refusedForm(read.values, refusal.fields, schema, refusal.message));
    return void reply.status(refusal.kind === 'conflict' ? 409 : 422).view(form.template, view);
  }
  const { to, text } = form.done(result!, read.data);
  if (text) leaveFlash(reply, text);
  void reply.redirect(to, 303);
}
