interface Place {
  unitId: number | null;
  unitSymbol: string | null;
  room: string | null;
}

/**
 * Where a protocol contradicts the register about the place of its asset, in Polish; null when it does not. What either of them leaves
 * out contradicts nothing. Only worth saying before approval: afterwards the protocol keeps the place of then, and assets move.
 */
export function placeContradiction(protocol: Place, register: Place): string | null {
  const otherUnit = protocol.unitId !== null && register.unitId !== null && protocol.unitId !== register.unitId;
  const [typed, known] = [plainRoom(protocol.room), plainRoom(register.room)];
  const otherRoom = typed !== '' && known !== '' && typed !== known;
  if (!otherUnit && !otherRoom) return null;
  return `W ewidencji: ${placeText(register)}, w protokole: ${placeText(protocol)}. Jeżeli urządzenie przeniesiono, zmianę miejsca zapisuje się w ewidencji; jeżeli nie, należy poprawić protokół.`;
}

function placeText({ unitSymbol, room }: Place): string {
  return [unitSymbol, plainRoom(room) && `pok. ${plainRoom(room)}`].filter(Boolean).join(', ');
}

/** `pok. 112 A` and `112a` are one room. */
function plainRoom(room: string | null): string {
  return (room ?? '')
    .toLowerCase()
    .replace(/^\s*(pok(ój|\.)?|p\.)\s*/, '')
    .replaceAll(/\s+/g, '');
}
