import { type Procedure, procedureOf } from './procurement-threshold.js';

/** One line of a request, as far as aggregation goes. */
export interface Need {
  requestId: number;
  cpv: string | null;
  assetKind: string | null;
  /** Quantity times unit price, net of VAT. */
  netGrosze: number;
}

/** CPV classes of what the register knows, for lines without a code of their own. */
const CPV_OF_KIND: Record<string, string> = {
  DESKTOP: '30213300-8',
  LAPTOP: '30213100-6',
  ALL_IN_ONE: '30213300-8',
  WORKSTATION: '30214000-2',
  THIN_CLIENT: '30231100-8',
  SERVER: '48820000-2',
  PRINTER: '30232110-8',
  MFP: '30232110-8',
  LABEL_PRINTER: '30232110-8',
  PLOTTER: '30232140-7',
  SCANNER: '30216110-0',
  MONITOR: '30231300-0',
  UPS: '31154000-0',
  SWITCH: '32420000-3',
  ROUTER: '32420000-3',
  ACCESS_POINT: '32420000-3',
  PROJECTOR: '38652100-1',
  TABLET: '30213200-7',
  PHONE: '32550000-3',
  PERIPHERAL: '30237200-1',
};

/**
 * What counts as the same kind of need: the CPV group (its first three digits), a wide reading that rather warns too often.
 * @returns null for a line that has neither a code nor a kind
 * Source: domain guide section 7 (aggregation); the choice of the group is ours.
 */
export function needGroup(line: Pick<Need, 'cpv' | 'assetKind'>): string | null {
  const cpv = line.cpv ?? (line.assetKind && CPV_OF_KIND[line.assetKind]);
  return cpv ? cpv.slice(0, 3) : null;
}

export interface AggregationWarning {
  group: string;
  /** Of this request alone. */
  ownNetGrosze: number;
  /** With the same-kind needs of all other requests of the budget year. */
  yearNetGrosze: number;
  procedure: Procedure;
  /** The sum reaches the threshold although this request alone does not: it must not be split. */
  reachedBySum: boolean;
  /** Without this request the sum would stay below; else the threshold is reached whatever becomes of it. */
  isDecisive: boolean;
}

/**
 * Where the needs of the budget year reach the threshold of the statute.
 * @param needs lines of all live requests of the budget year, this one included
 * @param startedOn the day on which the procedure starts, or would start today
 */
export function aggregationWarnings(
  requestId: number,
  needs: readonly Need[],
  startedOn: string,
): AggregationWarning[] {
  const sum = (group: string, own: boolean) =>
    needs
      .filter((need) => needGroup(need) === group && (!own || need.requestId === requestId))
      .reduce((total, need) => total + need.netGrosze, 0);
  const groups = new Set(needs.filter((need) => need.requestId === requestId).map(needGroup));
  return [...groups].flatMap((group): AggregationWarning[] => {
    if (!group) return [];
    const [ownNetGrosze, yearNetGrosze] = [sum(group, true), sum(group, false)];
    const procedure = procedureOf(yearNetGrosze, startedOn);
    if (procedure !== 'STATUTE') return [];
    const reachedBySum = procedureOf(ownNetGrosze, startedOn) !== 'STATUTE';
    const isDecisive = procedureOf(yearNetGrosze - ownNetGrosze, startedOn) !== 'STATUTE';
    return [{ group, ownNetGrosze, yearNetGrosze, procedure, reachedBySum, isDecisive }];
  });
}
