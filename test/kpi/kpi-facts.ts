import type { EntityManager } from 'typeorm';

/** Rows as the other rooms would leave them, in bulk; all inside the transaction of one test. */
export class KpiFactsBuilder {
  private series = 0;

  private constructor(
    private readonly tx: EntityManager,
    private readonly unitId: number,
    private readonly technicianId: number,
    private readonly headId: number,
  ) {}

  static async in(tx: EntityManager): Promise<KpiFactsBuilder> {
    const unitId = await id(
      tx,
      `INSERT INTO organizational_unit (symbol, symbol_folded, name) VALUES ('WO', 'wo', 'WO') RETURNING id`,
    );
    const person = (name: string) =>
      id(tx, `INSERT INTO person (given_name, family_name, unit_id) VALUES ('Anna', $1, $2) RETURNING id`, [
        name,
        unitId,
      ]);
    return new KpiFactsBuilder(tx, unitId, await person('Technik'), await person('Naczelnik'));
  }

  /** @returns ids of new assets of one kind */
  async assets(
    count: number,
    {
      kind = 'DESKTOP',
      acceptedOn = '2019-01-01',
      withdrawnOn = null as string | null,
      title = 'PURCHASED',
      inKpiScope = false,
    } = {},
  ): Promise<number[]> {
    this.series += 1;
    const rows = await this.tx.query<{ id: number }[]>(
      `INSERT INTO asset (inventory_number, kind, model, title, accepted_on, withdrawn_on, withdrawal_reason, in_kpi_scope)
       SELECT $1 || '-' || n, $2, 'Model', $3, $4::date, $5::date, CASE WHEN $5::date IS NOT NULL THEN 'LT' END, $6
       FROM generate_series(1, $7::integer) AS n RETURNING id`,
      [`S${this.series}`, kind, title, acceptedOn, withdrawnOn, inKpiScope, count],
    );
    return rows.map((row) => row.id);
  }

  /** @returns ids of protocols, each with one revision */
  async repairs(count: number, { assetId, ...revision }: RepairOptions = {}): Promise<number[]> {
    if (count === 0) return [];
    const about = assetId ?? (await this.assets(1, { kind: 'PERIPHERAL' }))[0];
    const ticketId = await this.ticket();
    this.series += 1;
    const rows = await this.tx.query<{ id: number }[]>(
      `INSERT INTO repair_protocol (number, ticket_id, asset_id, created_at, created_by)
       SELECT 'PN/' || ($1::integer * 10000 + n) || '/2026', $2, $3, now(), $4 FROM generate_series(1, $5::integer) AS n RETURNING id`,
      [this.series, ticketId, about, this.technicianId, count],
    );
    const ids = rows.map((row) => row.id);
    await this.revise(ids, 1, revision);
    return ids;
  }

  /** A further revision of each protocol. */
  async revise(
    protocolIds: readonly number[],
    revision: number,
    {
      completedOn = '2026-05-11',
      operations = ['COMPONENT_REPLACEMENT'],
      state = 'APPROVED',
      outageId = null,
    }: RevisionOptions = {},
  ): Promise<void> {
    const rows = await this.tx.query<{ id: number }[]>(
      `INSERT INTO repair_protocol_revision (protocol_id, revision, revision_reason, completed_on, result, prepared_by, prepared_at,
         outage_id, outage_started_at, outage_ended_at)
       SELECT p, $2::integer, CASE WHEN $2::integer > 1 THEN 'korekta' END, $3, 'REPAIRED', $4, now(), o.id, o.started_at, o.ended_at
       FROM unnest($1::integer[]) AS p LEFT JOIN outage o ON o.id = $5 RETURNING id`,
      [protocolIds, revision, completedOn, this.technicianId, outageId],
    );
    const revisionIds = rows.map((row) => row.id);
    await this.tx.query(
      `INSERT INTO repair_operation (revision_id, kind, position)
       SELECT r, o.kind, o.position FROM unnest($1::integer[]) AS r, unnest($2::text[]) WITH ORDINALITY AS o (kind, position)`,
      [revisionIds, operations],
    );
    await this.tx.query(
      `UPDATE repair_protocol_revision SET state = $2,
         approved_by = CASE WHEN $2 = 'APPROVED' THEN $3::integer END, approved_at = CASE WHEN $2 = 'APPROVED' THEN now() END,
         return_reason = CASE WHEN $2 = 'RETURNED' THEN 'uzupełnić' END, annul_reason = CASE WHEN $2 = 'ANNULLED' THEN 'pomyłka' END
       WHERE id = ANY($1)`,
      [revisionIds, state, this.headId],
    );
  }

  async outage(
    startedAt: Date,
    endedAt: Date | null,
    {
      cause = 'SERVER_FAILURE',
      serviceInterrupted = true,
      kind = 'SERVER',
      inKpiScope = true,
      assetId,
    }: OutageOptions = {},
  ): Promise<{ id: number; assetId: number }> {
    const server = assetId ?? (await this.assets(1, { kind, inKpiScope }))[0]!;
    const outageId = await id(
      this.tx,
      `INSERT INTO outage (asset_id, cause, service_interrupted, system_name, started_at, ended_at, recorded_at)
       VALUES ($1, $2, $3, 'System podatkowy', $4, $5, now()) RETURNING id`,
      [server, cause, serviceInterrupted, startedAt, endedAt],
    );
    return { id: outageId, assetId: server };
  }

  /** An approved protocol that froze the outage's hours. */
  async document(outage: { id: number; assetId: number }): Promise<number> {
    const options = { assetId: outage.assetId, operations: ['DIAGNOSIS'], outageId: outage.id };
    const [protocolId] = await this.repairs(1, options);
    return protocolId!;
  }

  /** @returns id of the accepted line */
  async acceptance(pieces: number, acceptedOn: string, kind = 'DESKTOP'): Promise<number> {
    this.series += 1;
    const requestId = await id(
      this.tx,
      `INSERT INTO purchase_request (number, state, ticket_id, unit_id, requester_id, subject, created_at, updated_at)
       VALUES ('WZ/' || $1::integer || '/2026', 'COMPLETED', $2, $3, $4, 'Komputery', now(), now()) RETURNING id`,
      [this.series, await this.ticket(), this.unitId, this.technicianId],
    );
    const lineId = await id(
      this.tx,
      `INSERT INTO purchase_request_line (request_id, position, description, asset_kind, quantity, unit_net_grosze, unit_gross_grosze)
       VALUES ($1, 1, 'komputer', $2, $3, 300000, 369000) RETURNING id`,
      [requestId, kind, pieces],
    );
    const acceptanceId = await id(
      this.tx,
      `INSERT INTO acceptance_protocol (number, request_id, accepted_on, recorded_by, recorded_at)
       VALUES ('PO/' || $1::integer || '/2026', $2, $3, $4, now()) RETURNING id`,
      [this.series, requestId, acceptedOn, this.technicianId],
    );
    return id(
      this.tx,
      'INSERT INTO acceptance_item (acceptance_id, line_id, quantity) VALUES ($1, $2, $3) RETURNING id',
      [acceptanceId, lineId, pieces],
    );
  }

  async giveBack(itemId: number, quantity: number, kind: 'REFUND' | 'EXCHANGE'): Promise<void> {
    await this.tx.query(
      `INSERT INTO acceptance_return (acceptance_item_id, quantity, returned_on, kind, reason, recorded_by, recorded_at)
       VALUES ($1, $2, '2026-06-01', $3, 'wada', $4, now())`,
      [itemId, quantity, kind, this.technicianId],
    );
  }

  async closedDays(...days: string[]): Promise<void> {
    await this.tx.query(
      `INSERT INTO calendar_exception (day, kind, reason) SELECT day, 'CLOSED', 'dzień wolny za święto' FROM unnest($1::date[]) AS day`,
      [days],
    );
  }

  private async ticket(): Promise<number> {
    this.series += 1;
    return id(
      this.tx,
      `INSERT INTO ticket (number, subject, channel, requester_name, received_at, created_at, updated_at)
       VALUES ('ZG/2026/' || lpad($1::text, 6, '0'), 'Nie działa', 'FORM', 'Anna', now(), now(), now()) RETURNING id`,
      [this.series],
    );
  }
}

interface RevisionOptions {
  completedOn?: string;
  operations?: string[];
  state?: 'DRAFT' | 'RETURNED' | 'APPROVED' | 'ANNULLED';
  outageId?: number | null;
}

interface RepairOptions extends RevisionOptions {
  assetId?: number;
}

interface OutageOptions {
  cause?: string;
  serviceInterrupted?: boolean;
  kind?: string;
  inKpiScope?: boolean;
  assetId?: number;
}

async function id(tx: EntityManager, sql: string, parameters: unknown[] = []): Promise<number> {
  const [row] = await tx.query<{ id: number }[]>(sql, parameters);
  return row!.id;
}
