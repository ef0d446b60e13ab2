import { Global, Module } from '@nestjs/common';
import { BlobsService } from './blobs.service.js';

@Global()
@Module({ providers: [BlobsService], exports: [BlobsService] })
export class BlobsModule {}
