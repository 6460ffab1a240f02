import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'ava';
import { startEmbeddedBroker } from '../../src/cli/embedded-broker.ts';

test('the embedded broker listens on a free port and gives it back when closed', async (t) => {
  const broker = await startEmbeddedBroker();
  const { hostname, port } = new URL(broker.url);
  t.is(hostname, '127.0.0.1');
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.destroy();
  await broker.close();
  const refused = connect(Number(port), hostname);
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  t.is(error.code, 'ECONNREFUSED');
});
