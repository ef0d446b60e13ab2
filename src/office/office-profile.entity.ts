import { Column, Entity, PrimaryColumn } from 'typeorm';

export const ACCESSIBILITY_STATUSES = ['FULL', 'PARTIAL', 'NONE'] as const;
export type AccessibilityStatus = (typeof ACCESSIBILITY_STATUSES)[number];

/** Who the office is; one row. */
@Entity('office_profile')
export class OfficeProfile {
  @PrimaryColumn('integer') id: number;
  /** As letters and prints name it, e.g. `Urząd Miasta`. */
  @Column('text') name: string;
  /** As declarations name it, e.g. `Urząd Miasta Kalisza`. */
  @Column('text', { name: 'full_name' }) fullName: string;
  /** The unit that runs the helpdesk. */
  @Column('text', { name: 'unit_name' }) unitName: string;
  @Column('text', { name: 'data_controller' }) dataController: string;
  /** Of the helpdesk, for urgent failures. */
  @Column('text', { nullable: true }) phone: string | null;
  @Column('text', { name: 'accessibility_status' }) accessibilityStatus: AccessibilityStatus;
  /** What is not accessible and why. */
  @Column('text', { name: 'accessibility_exceptions' }) accessibilityExceptions: string;
  @Column('text', { name: 'accessibility_contact', nullable: true }) accessibilityContact: string | null;
  @Column('text', { name: 'accessibility_phone', nullable: true }) accessibilityPhone: string | null;
  /** How one gets into the building and around in it. */
  @Column('text', { name: 'building_access' }) buildingAccess: string;
  @Column('date', { name: 'declared_on', nullable: true }) declaredOn: string | null;
  @Column('date', { name: 'declaration_changed_on', nullable: true }) declarationChangedOn: string | null;
}
