import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('organizational_unit')
export class OrganizationalUnit {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('text') symbol: string;
  /** Lower case, without diacritics: `WGOŚ` is found as `wgos`. */
  @Column('text', { name: 'symbol_folded' }) symbolFolded: string;
  @Column('text') name: string;
  /** Shared mailbox (sekretariat), lower case. */
  @Column('text', { nullable: true }) email: string | null;
  /** The first day without it. */
  @Column('date', { name: 'closed_on', nullable: true }) closedOn: string | null;
}
