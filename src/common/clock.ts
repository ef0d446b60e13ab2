import { Injectable } from '@nestjs/common';

/** The present moment, injected so that tests can choose it. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
