import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppConfig } from '../config/config.js';
import { OfficeProfileService } from '../office/office-profile.service.js';
import { renderPdf } from '../rendering/pdf.js';
import type { DocumentRevision, ProtocolDocument } from './protocol-document.query.js';
import { type PrintStamp, protocolSheet } from './protocol-print.js';

/** Protocols as PDF, in the time of the office. */
@Injectable()
export class ProtocolPrinter {
  constructor(
    private readonly office: OfficeProfileService,
    private readonly config: AppConfig,
  ) {}

  async print(
    document: ProtocolDocument,
    revision: DocumentRevision,
    stamp: PrintStamp,
    tx?: EntityManager,
  ): Promise<Buffer> {
    return renderPdf(protocolSheet(document, revision, stamp, this.config.timeZone), await this.office.read(tx));
  }
}
