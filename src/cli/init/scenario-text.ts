/** Scenarios to begin with, as commented YAML. Functions of their arguments; each runs on the embedded broker as it is. */
import type { ScenarioKind } from './scenario-kinds.ts';
import type { Versions } from './request.ts';

/** The text of scenario.yaml. */
export function scenarioText(kind: ScenarioKind, versions: Versions): string {
  return `${HEAD}${BODIES[kind].replace('<versions>', versions.map((version) => `'${version}'`).join(', '))}`;
}

const HEAD = `# A scenario says what clients do. What MQTT promises is known: every message is judged, without an assertion for it.
#
#   mqtt-bench validate scenario.yaml         says what is wrong in this file, line by line
#   mqtt-bench run scenario.yaml --dry-run    shows what would be done
#   mqtt-bench run scenario.yaml              does it, on the broker that comes with mqtt-bench
#
`;

const VERSIONS = `# The scenario runs once for each version.
protocol: [<versions>]`;

const VARS = `# Numbers that a command line may change: --var pairs=100`;

const END = `  # Waits until everything that is owed has arrived, this long at most; what is missing then is lost.
  - drain: 5s
  - disconnect: all`;

const THRESHOLDS = `# How fast and how much; the run fails where one does not hold. Change them to what your application needs.
thresholds:
  - messages.lost == 0
  - connect.failed == 0
  # From the moment at which a message was due to its arrival: what a device would feel.
  - e2e.latency.p99 < 250ms
`;

const DELIVERY = `name: delivery
description: Every QoS 2 message arrives exactly once and in order, at every subscriber.
${VERSIONS}
${VARS}
vars: { pairs: 10, rate: 10, hold: 5s }

clients:
  # Groups of equal clients; each has an index, from 0.
  subscriber: { count: '\${pairs}' }
  publisher: { count: '\${pairs}' }

# In this order; a step begins when all clients have done the one before.
steps:
  - connect: [subscriber, publisher]
  - subscribe: { clients: subscriber, filter: 'delivery/\${index}/#', qos: 2 }
  - publish:
      clients: publisher
      topic: 'delivery/\${index}/data'
      qos: 2
      payload: 256B
      # So many of each publisher; 'total-rate' would be that of all together.
      rate: '\${rate}/s'
      for: '\${hold}'
${END}

${THRESHOLDS}`;

const TELEMETRY = `name: telemetry
description: Many devices report at times of chance, as devices do; a backend reads all of them.
${VERSIONS}
${VARS}
vars: { devices: 50, rate: 1, hold: 10s }

clients:
  backend: { count: 1 }
  # What one device is: Keep Alive, Will Message, credentials, session.
  device: { count: '\${devices}', keep-alive: 60s }

# In this order; a step begins when all clients have done the one before.
steps:
  - connect: backend
  - subscribe: { clients: backend, filter: 'telemetry/+/state', qos: 1 }
  # Not all at once: a broker after a restart does not get that either.
  - connect: { clients: device, rate: 100/s }
  - publish:
      clients: device
      topic: 'telemetry/\${index}/state'
      qos: 1
      payload: 60B..200B
      # So many of each device, on average.
      rate: '\${rate}/s'
      arrivals: poisson
      for: '\${hold}'
${END}

${THRESHOLDS}`;

const BROADCAST = `name: broadcast
description: What one client sends arrives at all the others.
${VERSIONS}
${VARS}
vars: { receivers: 50, rate: 5, hold: 5s }

clients:
  receiver: { count: '\${receivers}' }
  sender: { count: 1 }

# In this order; a step begins when all clients have done the one before.
steps:
  - connect: [receiver, sender]
  - subscribe: { clients: receiver, filter: broadcast/news, qos: 1 }
  - publish:
      clients: sender
      topic: broadcast/news
      qos: 1
      payload: 128B
      total-rate: '\${rate}/s'
      for: '\${hold}'
${END}

${THRESHOLDS}`;

const PRESENCE = `name: presence
description: A device that vanishes is announced once to everyone who watches; one that says goodbye is not.
${VERSIONS}
${VARS}
vars: { devices: 20 }

clients:
  monitor: { count: 2 }
  # No payload here: each Will bears a mark, so that it is known whose it is.
  device: { count: '\${devices}', will: { topic: 'presence/\${index}/status', qos: 1 } }

# In this order; a step begins when all clients have done the one before.
steps:
  - connect: monitor
  - subscribe: { clients: monitor, filter: 'presence/+/status', qos: 1 }
  - connect: { clients: device, rate: 100/s }
  # Half of them vanish: one Will each, at every monitor.
  - drop: { clients: device, share: 50%, how: reset }
  # The rest leaves in good order: no Will.
  - disconnect: device
  - drain: 10s
  - disconnect: all
`;

const TENANTS = `name: tenants
description: No tenant can read, write, or learn anything of another, whatever way it tries.
${VERSIONS}
${VARS}
vars: { devices: 5, red_password: only for the embedded broker, blue_password: this one too }

# Where no target is named, the embedded broker knows these users and enforces the policy below. Of a broker of yours, the users
# and the same policy have to be set up there first.
embedded: { accepts: all, enforce-access: true }

clients:
  # Passwords of a real broker stay out of this file: write '\${env.RED_PASSWORD}', and set that variable.
  red: { count: '\${devices}', username: 'red-\${index}', password: '\${red_password}' }
  blue: { count: '\${devices}', username: 'blue-\${index}', password: '\${blue_password}' }

# The policy that the broker is supposed to enforce. Rules in order: the first that fits decides.
access:
  - allow: { clients: red, publish: 'red/\${username}/#', subscribe: 'red/\${username}/#' }
  - allow: { clients: blue, publish: 'blue/\${username}/#', subscribe: 'blue/\${username}/#' }
  - deny: everything-else

steps:
  - connect: all
  # What the policy allows has to work, and what it denies must not, on every way there is: wildcards, shared subscriptions,
  # Retained Messages, Wills, sessions and more. A permitted receiver beside each attempt makes silence a proof.
  - probe-access: { clients: all, sample: 2, quiet: 300ms }
`;

const BODIES: Readonly<Record<ScenarioKind, string>> = {
  delivery: DELIVERY,
  telemetry: TELEMETRY,
  broadcast: BROADCAST,
  presence: PRESENCE,
  tenants: TENANTS,
};
