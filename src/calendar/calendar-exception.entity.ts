import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('calendar_exception')
export class CalendarExceptionEntity {
  @PrimaryColumn('date') day: string;
  @Column('text') kind: 'CLOSED' | 'SPECIAL_HOURS';
  @Column('time', { name: 'opens_at', nullable: true }) opensAt: string | null;
  @Column('time', { name: 'closes_at', nullable: true }) closesAt: string | null;
  @Column('text') reason: string;
}
