import { browserOf, type FormBrowser } from '../support/form-browser.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
let admin: FormBrowser;
beforeAll(async () => {
  office = await startOffice();
  admin = await browserOf(office, 'admin');
}, 120_000);
afterAll(() => office.stop());

const ASSET = { model: 'x', kind: 'LAPTOP', title: 'PURCHASED', acceptedOn: '2026-01-01' };

describe('requests made up by hand are refused, never an error of ours', () => {
  it.each([
    ['/assets?q=%00', 200],
    ['/assets?unit=99999999999&cursor=abc', 200],
    ['/purchase-requests?q=%00&sort=value', 200],
    ['/purchase-requests?unit=99999999999&year=1', 200],
    ['/purchase-requests/99999999999', 404],
    ['/purchase-requests/new?ticket=%00', 200],
    ['/purchase-requests/new?protocol=99999999999', 200],
    ['/settings/people?q=%00&unit=99999999999&role=x&role=y', 200],
    ['/budget?year=99999', 200],
    ['/imports/99999999999', 404],
  ])('GET %s answers %d', async (path, status) => expect((await admin.get(path)).status).toBe(status));

  it.each<[string, string, Record<string, string>, number]>([
    ['a NUL in a text', '/assets', { ...ASSET, inventoryNumber: 'AB', model: 'x\0y' }, 303],
    ['a unit out of range', '/purchase-requests', { unitId: '99999999999', subject: 'x' }, 422],
    ['a unit that is not there', '/purchase-requests', { unitId: '99999', subject: 'x' }, 422],
    ['a unit that is not there', '/assets', { ...ASSET, inventoryNumber: 'AC', unitId: '4444' }, 422],
    [
      'a deputy of nobody',
      '/settings/people/1/roles',
      { role: 'technician', validFrom: '2026-01-01', deputyFor: '88888' },
      422,
    ],
    ['a person of no unit', '/settings/people', { givenName: 'a', familyName: 'b', unitId: '88888' }, 422],
  ])('%s to %s: %j', async (_case, path, fields, status) =>
    expect((await admin.post(path, fields)).status).toBe(status),
  );
});
