import { Module } from '@nestjs/common';
import { OfficeModule } from '../office/office.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { DependencyChecks } from './dependency-checks.js';
import { HealthController } from './health.controller.js';
import { HomeController } from './home.controller.js';
import { SettingsController } from './settings.controller.js';
import { LiveHub } from './live-hub.js';
import { LiveController } from './live.controller.js';
import { NotFoundController } from './not-found.controller.js';
import { Metrics } from './metrics.js';
import { DeclarationsController } from './declarations.controller.js';
import { PatternsController } from './patterns.controller.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { SignInController } from './sign-in.controller.js';

@Module({
  imports: [OfficeModule, IntakeModule],
  controllers: [
    HomeController,
    SettingsController,
    PatternsController,
    DeclarationsController,
    SignInController,
    HealthController,
    LiveController,
    NotFoundController,
  ],
  providers: [SignInThrottle, DependencyChecks, Metrics, LiveHub],
  exports: [DependencyChecks],
})
export class WebModule {}
