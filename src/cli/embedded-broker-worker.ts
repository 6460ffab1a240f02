/** The thread of `embedded-broker.ts`: starts, says where it listens, and stops when told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import { messageOf } from '../base/errors.ts';
import type { Broker } from '../broker/broker.ts';
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
    else if (request.kind === 'pause') hold(request.forMs);
    else if (request.kind === 'revoke') revoke(broker.broker, request.clients);
    else
      void broker.restart().then(
        () => say({ kind: 'done' }),
        (error: unknown) => say({ kind: 'failed', message: messageOf(error) }),
      );
  });
  say({ kind: 'listening', url: present(broker.urls[0], 'the URL of the embedded broker') });
} catch (error) {
  say({ kind: 'failed', message: messageOf(error) });
  port.close();
}

/** The whole thread stands still, as under SIGSTOP. */
function hold(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
  say({ kind: 'done' });
}

function revoke(broker: Broker, clients: readonly number[]): void {
  if (settings.access !== undefined) broker.setAccess(policyAccess(withoutRights(settings.access, clients)));
  say({ kind: 'done' });
}
