import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

/** Nest says of every module and route that it is there: hundreds of lines at each start, for whoever builds the program. */
const FRAMEWORK = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

/** Nest's log through pino: one JSON object a line, to standard output. */
export class ProcessLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(level: string) {
    this.pino = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  }

  log(message: unknown, context?: string): void {
    this.pino[FRAMEWORK.has(context ?? '') ? 'debug' : 'info']({ context }, String(message));
  }

  /** Nest passes (message, stack?, context?). */
  error(message: unknown, stackOrContext?: string, context?: string): void {
    this.pino.error(
      { context: context ?? stackOrContext, stack: context ? stackOrContext : undefined },
      String(message),
    );
  }

  warn(message: unknown, context?: string): void {
    this.pino.warn({ context }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.pino.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.pino.trace({ context }, String(message));
  }
}
