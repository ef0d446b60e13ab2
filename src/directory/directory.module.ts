import { Module } from '@nestjs/common';
import { PeopleController } from './people.controller.js';
import { PeopleImporter } from './people-importer.js';
import { PeopleService } from './people.service.js';
import { PersonAccessController } from './person-access.controller.js';
import { PersonPage } from './person-page.js';
import { RolesService } from './roles.service.js';
import { UnitImporter } from './unit-importer.js';
import { UnitsController } from './units.controller.js';
import { UnitsService } from './units.service.js';

@Module({
  controllers: [PeopleController, PersonAccessController, UnitsController],
  providers: [UnitsService, PeopleService, RolesService, PersonPage, UnitImporter, PeopleImporter],
  exports: [UnitsService, PeopleService, RolesService, UnitImporter, PeopleImporter],
})
export class DirectoryModule {}
