/** A line of the request and how much of it came before. */
export interface OrderedLine {
  id: number;
  position: number;
  quantity: number;
  acceptedBefore: number;
  /** Pieces of it enter the register. */
  isRegistered: boolean;
}

export interface DeliveredItem {
  lineId: number;
  quantity: number;
  /** Inventory and serial number of each piece, for lines whose pieces enter the register. */
  pieces: readonly { inventoryNumber: string }[];
}

export type AcceptancePlan =
  | { kind: 'part' | 'rest' }
  /** `position`: the line that is wrong, null when it is the delivery as a whole. */
  | { kind: 'refused'; position: number | null; reason: AcceptanceRefusal };

export type AcceptanceRefusal = 'nothing-delivered' | 'foreign-line' | 'more-than-ordered' | 'pieces-differ';

/** Whether a delivery fits the order, and whether it completes it. Source: domain guide section 5 (PARTLY_ACCEPTED, COMPLETED). */
export function planAcceptance(lines: readonly OrderedLine[], items: readonly DeliveredItem[]): AcceptancePlan {
  if (items.length === 0) return { kind: 'refused', position: null, reason: 'nothing-delivered' };
  for (const item of items) {
    const line = lines.find(({ id }) => id === item.lineId);
    const reason = line ? refuseItem(line, item) : 'foreign-line';
    if (reason) return { kind: 'refused', position: line?.position ?? null, reason };
  }
  const isComplete = lines.every((line) => {
    const delivered = items.filter(({ lineId }) => lineId === line.id).reduce((sum, item) => sum + item.quantity, 0);
    return line.acceptedBefore + delivered === line.quantity;
  });
  return { kind: isComplete ? 'rest' : 'part' };
}

function refuseItem(line: OrderedLine, item: DeliveredItem): AcceptanceRefusal | null {
  if (item.quantity < 1) return 'nothing-delivered';
  if (line.acceptedBefore + item.quantity > line.quantity) return 'more-than-ordered';
  if (line.isRegistered && item.pieces.length !== item.quantity) return 'pieces-differ';
  return null;
}

/**
 * Pieces as pasted from a spreadsheet: one a line, inventory number, then serial number behind `;`, a tab or a comma.
 * @returns in the order typed; a piece without a serial number has null
 */
export function parsePieces(text: string): { inventoryNumber: string; serialNumber: string | null }[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(/[;\t,]/).map((part) => part.trim()))
    .filter((parts) => parts.some(Boolean))
    .map(([inventoryNumber = '', serialNumber]) => ({ inventoryNumber, serialNumber: serialNumber || null }));
}
