/** `tel:` of a number as people write it; a Polish one without its country gets it, an extension is left to be asked for. */
export function phoneHref(phone: string): string {
  const [number = ''] = phone.split(/w/i);
  const digits = number.replace(/\D/g, '');
  return `tel:${number.trim().startsWith('+') ? '+' : digits.length === 9 ? '+48' : ''}${digits}`;
}
