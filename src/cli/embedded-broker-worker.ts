/** The thread of `embedded-broker.ts`: starts, says where it listens, and stops when told to. */
import { parentPort } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import { messageOf } from '../base/errors.ts';
import { startBroker } from '../broker/start.ts';
import type { EmbeddedBrokerMessage } from './embedded-broker.ts';

const port = present(parentPort, 'the parent of the embedded broker');
const say = (message: EmbeddedBrokerMessage): void => port.postMessage(message);

try {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  port.once('message', () => {
    void broker.close().then(() => port.close());
  });
  say({ kind: 'listening', url: present(broker.urls[0], 'the URL of the embedded broker') });
} catch (error) {
  say({ kind: 'failed', message: messageOf(error) });
  port.close();
}
