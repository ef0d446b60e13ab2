import { Module } from '@nestjs/common';
import { AssetChangesController } from './asset-changes.controller.js';
import { AssetPage } from './asset-page.js';
import { AssetsController } from './assets.controller.js';
import { InventoryService } from './inventory.service.js';

@Module({
  controllers: [AssetsController, AssetChangesController],
  providers: [InventoryService, AssetPage],
  exports: [InventoryService],
})
export class InventoryModule {}
