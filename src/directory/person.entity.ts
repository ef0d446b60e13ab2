import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('person')
export class Person {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('text', { name: 'given_name' }) givenName: string;
  @Column('text', { name: 'family_name' }) familyName: string;
  /** Lower case; null: a person without a mailbox. */
  @Column('text', { nullable: true }) email: string | null;
  @Column('integer', { name: 'unit_id', nullable: true }) unitId: number | null;
  @Column('text', { nullable: true }) room: string | null;
  @Column('text', { nullable: true }) phone: string | null;
  /** The first day on which they no longer work here; the row and its history stay. */
  @Column('date', { name: 'closed_on', nullable: true }) closedOn: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}
