import type { EntityManager } from 'typeorm';

/**
 * Lets a transaction that asks the same again and again ask once: settings that decide about each of many rows. Outside of a
 * transaction every call asks anew.
 * @param load asks the database; its answer must not depend on what the same transaction writes
 */
export function oncePerTransaction<T>(load: (tx: EntityManager) => Promise<T>): (tx: EntityManager) => Promise<T> {
  const answers = new WeakMap<EntityManager, Promise<T>>();
  return (tx) => {
    if (!tx.queryRunner?.isTransactionActive) return load(tx);
    const known = answers.get(tx);
    if (known) return known;
    const answer = load(tx);
    answers.set(tx, answer);
    return answer;
  };
}
