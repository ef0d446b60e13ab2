import { Controller, Get, Render } from '@nestjs/common';
import { Public } from '../access/route-access.js';
import { AppConfig } from '../config/config.js';
import { OfficeProfileService } from '../office/office-profile.service.js';
import { phoneHref } from '../office/phone-href.js';

/** Pages that the law asks for, linked from the foot of every page. */
@Controller()
@Public()
export class DeclarationsController {
  constructor(
    private readonly office: OfficeProfileService,
    private readonly config: AppConfig,
  ) {}

  /** Source: Digital Accessibility Act of 4 April 2019, article 10; element ids of the official template. */
  @Get('accessibility')
  @Render('pages/web/accessibility')
  async accessibility(): Promise<object> {
    const office = await this.office.read();
    const phone = office.accessibilityPhone;
    return { ...this.common(), office, phoneHref: phone && phoneHref(phone), url: this.config.publicUrl };
  }

  /** Source: GDPR, article 13. */
  @Get('privacy')
  @Render('pages/web/privacy')
  async privacy(): Promise<object> {
    const { dataController } = await this.office.read();
    return { ...this.common(), dataController };
  }

  private common() {
    return { email: this.config.helpdeskAddresses[0], isSample: this.config.demo };
  }
}
