/** What stands below the head of a message that came in, beside its words. */
export interface MessageMark {
  text: string;
  tone: 'neutral' | 'success' | 'wait' | 'danger';
  icon: string;
}

export interface MarkedMessage {
  signed: 'none' | 'valid' | 'invalid' | 'unverified';
  signer: string | null;
  encrypted: 'smime' | 'pgp' | null;
  forwardedFrom: string | null;
}

/** Signature, encryption and the sender of a forwarded message: shown apart, because the words alone do not tell. */
export function messageMarks({ signed, signer, encrypted, forwardedFrom }: MarkedMessage): MessageMark[] {
  const marks: MessageMark[] = [];
  const by = signer ? `: ${signer}` : '';
  if (signed === 'valid') marks.push({ text: `Podpis zweryfikowany${by}`, tone: 'success', icon: 'shield' });
  if (signed === 'unverified') marks.push({ text: `Podpis niezweryfikowany${by}`, tone: 'neutral', icon: 'shield' });
  if (signed === 'invalid')
    marks.push({ text: 'Podpis nieprawidłowy: treść zmieniono po podpisaniu', tone: 'danger', icon: 'alert-triangle' });
  if (encrypted)
    marks.push({
      text: `Wiadomość zaszyfrowana (${encrypted === 'pgp' ? 'PGP' : 'S/MIME'}) – nie można jej tu odczytać`,
      tone: 'wait',
      icon: 'lock',
    });
  if (forwardedFrom)
    marks.push({ text: `Przekazano wiadomość od: ${forwardedFrom}`, tone: 'neutral', icon: 'corner-up-left' });
  return marks;
}
