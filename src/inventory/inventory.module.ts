import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/directory.module.js';
import { AssetChangesController } from './asset-changes.controller.js';
import { AssetImporter } from './asset-importer.js';
import { AssetPage } from './asset-page.js';
import { AssetsController } from './assets.controller.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';
import { InventoryService } from './inventory.service.js';

@Module({
  imports: [DirectoryModule],
  controllers: [AssetsController, AssetChangesController, ImportsController],
  providers: [InventoryService, AssetPage, AssetImporter, ImportsService],
  exports: [InventoryService, ImportsService],
})
export class InventoryModule {}
