/** Kinds of the register; labels and what they count for stand in the table `asset_kind`. Domain guide, sections 3.4 and 3.5. */
export const ASSET_KINDS = [
  'DESKTOP',
  'LAPTOP',
  'ALL_IN_ONE',
  'WORKSTATION',
  'THIN_CLIENT',
  'SERVER',
  'PRINTER',
  'MFP',
  'LABEL_PRINTER',
  'PLOTTER',
  'SCANNER',
  'MONITOR',
  'UPS',
  'SWITCH',
  'ROUTER',
  'ACCESS_POINT',
  'PROJECTOR',
  'TABLET',
  'PHONE',
  'PERIPHERAL',
] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

/** How the office came to have it. Only PURCHASED pieces are purchases of indicator 3. */
export const ASSET_TITLES = ['PURCHASED', 'DONATED', 'LEASED', 'TRANSFERRED', 'EXCHANGED'] as const;
export type AssetTitle = (typeof ASSET_TITLES)[number];

/** LT liquidation, PT handover to another body, a return with refund, an exchange under complaint. Domain guide, section 6. */
export const WITHDRAWAL_REASONS = ['LT', 'PT', 'RETURNED', 'EXCHANGED'] as const;
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];
