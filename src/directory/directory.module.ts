import { Module } from '@nestjs/common';
import { PeopleImporter } from './people-importer.js';
import { PeopleService } from './people.service.js';
import { RolesService } from './roles.service.js';
import { UnitImporter } from './unit-importer.js';
import { UnitsService } from './units.service.js';

@Module({
  providers: [UnitsService, PeopleService, RolesService, UnitImporter, PeopleImporter],
  exports: [UnitsService, PeopleService, RolesService, UnitImporter, PeopleImporter],
})
export class DirectoryModule {}
