import { Controller, Get, Render } from '@nestjs/common';
import { Public } from '../access/route-access.js';
import { AppConfig } from '../config/config.js';

/** Pages that the law asks for, linked from the foot of every page. */
@Controller()
@Public()
export class DeclarationsController {
  constructor(private readonly config: AppConfig) {}

  /** Source: Digital Accessibility Act of 4 April 2019, article 10; element ids of the official template. */
  @Get('accessibility')
  @Render('pages/web/accessibility')
  accessibility(): object {
    return { url: this.config.publicUrl, email: this.config.helpdeskAddresses[0], isSample: this.config.demo };
  }

  /** Source: GDPR, article 13. */
  @Get('privacy')
  @Render('pages/web/privacy')
  privacy(): object {
    return { email: this.config.helpdeskAddresses[0], isSample: this.config.demo };
  }
}
