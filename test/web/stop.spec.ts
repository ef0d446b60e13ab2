import { once } from 'node:events';
import { connect } from 'node:net';
import { startOffice } from '../support/running-office.js';

it('a connection on which nothing was asked, as browsers open them, does not keep the program from stopping', async () => {
  const office = await startOffice();
  const socket = connect(Number(new URL(office.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const closed = once(socket.resume(), 'close');

  await office.stop();

  await closed;
}, 50_000);
