import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { PROJECT_ROOT } from '../common/project-root.js';
import { AppConfig } from '../config/config.js';
import { Assets } from './assets.js';
import { createHelpers } from './helpers.js';
import { Templates } from './templates.js';

const FOLDER = join(PROJECT_ROOT, 'templates');

/** Templates and static files, compiled and read once at start. */
@Global()
@Module({
  providers: [
    { provide: Assets, useFactory: () => new Assets(join(FOLDER, 'assets')) },
    {
      provide: Templates,
      inject: [AppConfig, Assets],
      useFactory: ({ timeZone }: AppConfig, assets: Assets) =>
        new Templates(FOLDER, createHelpers({ timeZone, asset: (name) => assets.address(name) })),
    },
  ],
  exports: [Assets, Templates],
})
export class RenderingModule {}
