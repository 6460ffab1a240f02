/** The thread of `embedded-broker.ts`: starts, says where it listens, and stops when told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import { messageOf } from '../base/errors.ts';
import type { Broker } from '../broker/broker.ts';
import { startBroker } from '../broker/start.ts';
import type { EmbeddedBrokerMessage, EmbeddedBrokerRequest } from './embedded-broker.ts';
import { policyAccess, withoutRights } from './embedded/access.ts';
import {
  accessControl,
  authentication,
  enhancedAuthentication,
  listenAddresses,
  withoutUsers,
} from './embedded/broker-options.ts';
import type { EmbeddedSettings } from './embedded/settings.ts';

const port = present(parentPort, 'the parent of the embedded broker');
const settings = workerData as EmbeddedSettings;
const say = (message: EmbeddedBrokerMessage): void => port.postMessage(message);

try {
  const broker = await startBroker({
    listeners: listenAddresses(settings),
    authenticate: authentication(settings),
    enhanced: enhancedAuthentication(settings),
    access: accessControl(settings),
  });
  port.on('message', (request: EmbeddedBrokerRequest) => {
    if (request.kind === 'stop') void broker.close().then(() => port.close());
    else if (request.kind === 'pause') hold(request.forMs);
    else if (request.kind === 'revoke') revoke(broker.broker, request.clients);
    else if (request.kind === 'revoke-users') revokeUsers(broker.broker, request.usernames);
    else
      void broker.restart().then(
        () => say({ kind: 'done' }),
        (error: unknown) => say({ kind: 'failed', message: messageOf(error) }),
      );
  });
  say({
    kind: 'listening',
    url: present(broker.urls[0], 'the URL of the embedded broker'),
    urls: broker.urls,
  });
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

function revokeUsers(broker: Broker, usernames: readonly string[]): void {
  if (settings.acl !== undefined)
    broker.setAccess(accessControl({ ...settings, acl: withoutUsers(settings.acl, usernames) }));
  say({ kind: 'done' });
}
