import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/config.js';
import { renderPdf } from '../rendering/pdf.js';
import type { DocumentRevision, ProtocolDocument } from './protocol-document.query.js';
import { type PrintStamp, protocolSheet } from './protocol-print.js';

/** Protocols as PDF, in the time of the office. */
@Injectable()
export class ProtocolPrinter {
  constructor(private readonly config: AppConfig) {}

  print(document: ProtocolDocument, revision: DocumentRevision, stamp: PrintStamp): Promise<Buffer> {
    return renderPdf(protocolSheet(document, revision, stamp, this.config.timeZone));
  }
}
