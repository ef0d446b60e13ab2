/** What a statement does, in a few words: `insert ticket`, `select inbound_email`, `call add_job`, `COMMIT`. */
export function statementName(sql: string): string {
  const text = sql.replace(/--.*$/gm, ' ').replace(/\s+/g, ' ').trim();
  const control = /^(START TRANSACTION|BEGIN|COMMIT|ROLLBACK|LISTEN|NOTIFY|SET)\b/i.exec(text)?.[1];
  if (control) return control.toUpperCase();
  const [, verb, table] = /(?<!FOR )\b(INSERT INTO|UPDATE|DELETE FROM) "?(?:\w+"?\."?)?(\w+)/i.exec(text) ?? [];
  if (verb && table) return `${verb.split(' ')[0]!.toLowerCase()} ${table}`;
  const [call, called] = /^SELECT (?:\* FROM )?"?(?:\w+"?\."?)?(\w+)"? ?\(/i.exec(text) ?? [];
  if (call && called && !/\bFROM\b/i.test(text.slice(call.length))) return `call ${called}`;
  const read = [...text.matchAll(/\bFROM "?(?:\w+"?\."?)?(\w+)/gi)].map(([, name]) => name!);
  return `select ${read.find((name) => !/^(?:unnest|rows|select)$/i.test(name)) ?? text.slice(0, 30)}`;
}

/** Names the statements of one connection; a COMMIT is named after what it keeps. */
export class TransactionNames {
  private writes: string[] | null = null;

  /** @returns isInner: kept only by the COMMIT that follows */
  next(name: string): { name: string; isInner: boolean } {
    if (name === 'START TRANSACTION' || name === 'BEGIN') {
      this.writes = [];
      return { name, isInner: true };
    }
    if (name === 'COMMIT' || name === 'ROLLBACK') {
      const kept = this.writes?.join(', ') ?? '';
      this.writes = null;
      return { name: kept ? `${name} (${kept})` : name, isInner: false };
    }
    if (this.writes && !name.startsWith('select') && !this.writes.includes(name)) this.writes.push(name);
    return { name, isInner: this.writes !== null };
  }
}
