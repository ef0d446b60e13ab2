import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCalendar1767225602000 implements MigrationInterface {
  readonly name = 'CreateCalendar1767225602000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE working_schedule (
        id integer GENERATED ALWAYS AS IDENTITY,
        valid_from date NOT NULL,
        CONSTRAINT working_schedule_pk PRIMARY KEY (id),
        CONSTRAINT working_schedule_valid_from_key UNIQUE (valid_from)
      );

      CREATE TABLE working_schedule_day (
        schedule_id integer NOT NULL,
        iso_weekday integer NOT NULL,
        opens_at time NOT NULL,
        closes_at time NOT NULL,
        CONSTRAINT working_schedule_day_pk PRIMARY KEY (schedule_id, iso_weekday),
        CONSTRAINT working_schedule_day_schedule_fk FOREIGN KEY (schedule_id) REFERENCES working_schedule (id) ON DELETE CASCADE,
        CONSTRAINT working_schedule_day_iso_weekday_check CHECK (iso_weekday BETWEEN 1 AND 7),
        CONSTRAINT working_schedule_day_hours_check CHECK (closes_at > opens_at)
      );

      -- An explicit exception wins over holiday and schedule.
      CREATE TABLE calendar_exception (
        day date NOT NULL,
        kind text NOT NULL,
        opens_at time,
        closes_at time,
        reason text NOT NULL,
        CONSTRAINT calendar_exception_pk PRIMARY KEY (day),
        CONSTRAINT calendar_exception_kind_check CHECK (kind IN ('CLOSED', 'SPECIAL_HOURS')),
        CONSTRAINT calendar_exception_hours_check CHECK (
          (kind = 'CLOSED' AND opens_at IS NULL AND closes_at IS NULL) OR (kind = 'SPECIAL_HOURS' AND closes_at > opens_at))
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
