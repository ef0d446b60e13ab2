/** A system is named by what stands after the word, which pages and documents write themselves. */
export function afterTheWord(systemName: string): string {
  return systemName.trim().replace(/^systemu?\s+/iu, '');
}

/**
 * What stands after the word „systemu”: an adjective changes with it (podatkowy, podatkowego), a name or a noun does not (obiegu
 * dokumentów, EZD).
 */
export function ofSystem(name: string): string {
  return name.replace(/^(\p{Ll}+(?:-\p{Ll}+)*(?:ow|[^o]n|[sc]k|cz))([yi])$/u, (_all, stem: string, ending: string) =>
    ending === 'y' ? `${stem}ego` : `${stem}iego`,
  );
}
