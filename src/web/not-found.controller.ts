import { Controller, Get } from '@nestjs/common';
import { Public } from '../access/route-access.js';
import { DomainError } from '../common/domain-error.js';

/** Every address that no other controller knows: told so in the frame of who is signed in, not as to a stranger. */
@Controller()
@Public()
export class NotFoundController {
  @Get('*')
  show(): never {
    throw new DomainError('page.not-found', 'not-found', 'Nie ma takiej strony.');
  }
}
