import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { IdentityService } from './identity.service.js';
import { SessionService } from './session.service.js';

@Global()
@Module({
  providers: [SessionService, IdentityService, AccessGuard, { provide: APP_GUARD, useExisting: AccessGuard }],
  exports: [SessionService, IdentityService],
})
export class AccessModule {}
