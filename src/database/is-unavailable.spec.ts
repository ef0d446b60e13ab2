import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { isDatabaseUnavailable } from './is-unavailable.js';

const error = (message: string, more: object = {}) => Object.assign(new Error(message), more);
const failed = (message: string, code: string) => new QueryFailedError('SELECT 1', [], error(message, { code }));

it.each<[string, unknown, boolean]>([
  ['nobody listens', error('connect ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'connect' }), true],
  ['there is no socket file', error('connect ENOENT', { code: 'ENOENT', syscall: 'connect' }), true],
  ['a file is missing', error('ENOENT: no such file', { code: 'ENOENT', syscall: 'open' }), false],
  ['the name is unknown for now', error('getaddrinfo EAI_AGAIN', { code: 'EAI_AGAIN' }), true],
  ['the server shuts down', failed('terminating connection due to administrator command', '57P01'), true],
  ['the server starts up', failed('the database system is starting up', '57P03'), true],
  ['the disk is full', failed('could not extend file', '53100'), true],
  ['the connection broke', error('Connection terminated unexpectedly'), true],
  ['the connection broke before', error('Client has encountered a connection error and is not queryable'), true],
  ['it broke between two statements', new QueryRunnerAlreadyReleasedError(), true],
  ['it broke before an entity was read', new QueryRunnerProviderAlreadyReleasedError(), true],
  ['the pool was never opened', error('Driver not Connected'), true],
  ['a row is there already', failed('duplicate key value violates unique constraint', '23505'), false],
  ['the statement is wrong', failed('syntax error', '42601'), false],
  ['no error at all', 'ECONNREFUSED', false],
])('%s', (_what, thrown, isOutage) => {
  expect(isDatabaseUnavailable(thrown)).toBe(isOutage);
});
