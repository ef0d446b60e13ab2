import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Minimal working time of the office until someone enters another: Monday to Friday 07:30-15:30. */
export class SeedWorkingSchedule1767225620000 implements MigrationInterface {
  readonly name = 'SeedWorkingSchedule1767225620000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      WITH schedule AS (INSERT INTO working_schedule (valid_from) VALUES ('2000-01-01') RETURNING id)
      INSERT INTO working_schedule_day (schedule_id, iso_weekday, opens_at, closes_at)
      SELECT s.id, weekday, '07:30', '15:30' FROM schedule s CROSS JOIN generate_series(1, 5) AS weekday;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
