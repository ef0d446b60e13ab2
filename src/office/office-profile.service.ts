import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { changedFields } from '../common/changed-fields.js';
import { EventsService } from '../events/events.service.js';
import { OfficeProfile } from './office-profile.entity.js';

export type OfficeProfileData = Omit<OfficeProfile, 'id'>;

/** Who the office is, as its pages, e-mails and prints say it. */
@Injectable()
export class OfficeProfileService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
  ) {}

  async read(tx: EntityManager = this.db.manager): Promise<OfficeProfileData> {
    const { id: _one, ...profile } = await tx.findOneOrFail(OfficeProfile, { where: { id: 1 } });
    return profile;
  }

  async change(actor: Actor, data: OfficeProfileData, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'office-profile.manage');
      const profile = await tx.findOneOrFail(OfficeProfile, { where: { id: 1 }, lock: { mode: 'pessimistic_write' } });
      const before = { ...profile };
      Object.assign(profile, data);
      const fields = changedFields(before, profile);
      if (fields.length === 0) return;
      await tx.save(profile);
      await this.events.append(tx, {
        type: 'office-profile.changed',
        subjectType: 'office_profile',
        subjectId: 1,
        actorId: actor.personId,
        at,
        payload: { fields },
      });
    });
  }
}
