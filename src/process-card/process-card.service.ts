import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { found } from '../common/domain-error.js';
import { legalVersion } from './card-versions.js';
import {
  type CardContent,
  cardContent,
  type CardVersion,
  type Indicator,
  listCardVersions,
  listIndicators,
} from './process-card.query.js';

/** One version as its page shows it. */
export interface CardPage {
  version: CardVersion;
  isCurrent: boolean;
  content: CardContent | null;
  indicators: Indicator[];
  /** Older versions, newest first. */
  earlier: CardVersion[];
}

/** The version in force for a year and its indicators; empty when only its dates are known. */
export interface CardInForce {
  version: number | null;
  indicators: Indicator[];
}

/** Process card PR-10 in all its versions; read only. */
@Injectable()
export class ProcessCardService {
  constructor(private readonly db: DataSource) {}

  /**
   * @param number null: the current version
   * @throws DomainError `process-card-version.not-found`
   */
  async page(number: number | null): Promise<CardPage> {
    const versions = await listCardVersions(this.db.manager);
    const version = found(
      versions.find((candidate) => (number === null ? candidate.replacedAt === null : candidate.version === number)),
      'process-card-version',
    );
    const indicators = await listIndicators(this.db.manager);
    return {
      version,
      isCurrent: version.replacedAt === null,
      content: await cardContent(this.db.manager, version.version),
      indicators: indicators.filter(({ cardVersion }) => cardVersion === version.version),
      earlier: versions.filter((other) => other.version < version.version),
    };
  }

  /**
   * Which version's targets hold for each year: the one legally in force on 31 December.
   * @returns a look-up by year; two queries whatever the number of years
   */
  async inForceByYear(tx: EntityManager = this.db.manager): Promise<(year: number) => CardInForce> {
    const versions = await listCardVersions(tx);
    const indicators = await listIndicators(tx);
    return (year) => {
      const version = legalVersion(versions, `${year}-12-31`)?.version ?? null;
      return { version, indicators: indicators.filter(({ cardVersion }) => cardVersion === version) };
    };
  }
}
