/** Letters, digits and `- / . _` with spaces inside, up to 40 characters, as offices print them on stickers. */
const FORM = /^[\p{L}\p{N}](?:[\p{L}\p{N}\-/._ ]{0,38}[\p{L}\p{N}])?$/u;

/** The one spelling that is kept: upper case, single spaces. People type `um-013-d-0087` in e-mails. */
export function normalizeInventoryNumber(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').toUpperCase();
}

/** @param number already normalized */
export function isInventoryNumber(number: string): boolean {
  return FORM.test(number);
}
