import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

@Entity('working_schedule')
export class WorkingScheduleEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('date', { name: 'valid_from' }) validFrom: string;
}

@Entity('working_schedule_day')
export class WorkingScheduleDayEntity {
  @PrimaryColumn('integer', { name: 'schedule_id' }) scheduleId: number;
  @PrimaryColumn('integer', { name: 'iso_weekday' }) isoWeekday: number;
  @Column('time', { name: 'opens_at' }) opensAt: string;
  @Column('time', { name: 'closes_at' }) closesAt: string;
}
