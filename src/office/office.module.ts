import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { OfficeFrame } from './office-frame.js';
import { OfficeProfileController } from './office-profile.controller.js';
import { OfficeProfileService } from './office-profile.service.js';

@Module({
  imports: [CalendarModule],
  controllers: [OfficeProfileController],
  providers: [OfficeProfileService, OfficeFrame],
  exports: [OfficeProfileService, OfficeFrame],
})
export class OfficeModule {}
