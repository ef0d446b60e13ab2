import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { createDataSource } from './data-source.js';
import { DatabaseService, DatabaseUrls } from './database.service.js';

/** One pool for the process; services inject `DataSource` and open transactions on it. */
@Global()
@Module({})
export class DatabaseModule {
  static for(urls: DatabaseUrls): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DatabaseUrls, useValue: urls },
        { provide: DataSource, useFactory: () => createDataSource(urls.app) },
        DatabaseService,
      ],
      exports: [DataSource, DatabaseService, DatabaseUrls],
    };
  }
}
