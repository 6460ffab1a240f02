/** The thread of `embedded-broker.ts`: starts, says where it listens, and stops when told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import { messageOf } from '../base/errors.ts';
import { startBroker } from '../broker/start.ts';
import type { EmbeddedBrokerMessage, EmbeddedBrokerRequest } from './embedded-broker.ts';
import { policyAccess, withoutRights } from './embedded/access.ts';
import { authentication, listenAddress } from './embedded/broker-options.ts';
import type { EmbeddedSettings } from './embedded/settings.ts';

const port = present(parentPort, 'the parent of the embedded broker');
const settings = workerData as EmbeddedSettings;
const say = (message: EmbeddedBrokerMessage): void => port.postMessage(message);

try {
  const broker = await startBroker({
    listeners: [listenAddress(settings)],
    authenticate: authentication(settings),
    access: settings.access === undefined ? undefined : policyAccess(settings.access),
  });
  port.on('message', (request: EmbeddedBrokerRequest) => {
    if (request.kind === 'stop') void broker.close().then(() => port.close());
    else {
      if (settings.access !== undefined)
        broker.broker.setAccess(policyAccess(withoutRights(settings.access, request.clients)));
      say({ kind: 'revoked' });
    }
  });
  say({ kind: 'listening', url: present(broker.urls[0], 'the URL of the embedded broker') });
} catch (error) {
  say({ kind: 'failed', message: messageOf(error) });
  port.close();
}
