/** The brokers of the matrix. Each comes by its own package registry, in a version that is named here. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MatrixBroker } from './broker.ts';
import { step, writeFiles } from './install.ts';
import { javaBroker } from './java.ts';
import { MOCHI, MOSQUITTO_CONF, RABBITMQ_CONF, RUMQTTD_TOML, AMQTT_YAML } from './configurations.ts';

const MOSQUITTO = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/usr/local/sbin/mosquitto'];
const RABBITMQ = '/usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server';
const AEDES_SERVER = fileURLToPath(new URL('aedes-server.js', import.meta.url));
const BOTH = ['3.1.1', '5.0'] as const;

function mosquittoPath(): string {
  const path = MOSQUITTO.find((each) => existsSync(each));
  if (path === undefined) throw new Error('it is not installed: apt-get install mosquitto');
  return path;
}

function aedes(major: 1 | 2, version: string): MatrixBroker {
  return {
    id: `aedes-${major}`,
    name: `aedes ${major}`,
    version,
    from: 'npm',
    protocols: major === 1 ? ['3.1.1'] : BOTH,
    install: () => Promise.resolve(),
    command: (_folder, port) => ({
      program: process.execPath,
      args: [AEDES_SERVER, String(major), String(port)],
    }),
  };
}

const mosquitto: MatrixBroker = {
  id: 'mosquitto-2.0.11',
  name: 'Mosquitto',
  version: '2.0.11',
  from: 'Debian',
  protocols: BOTH,
  install: (folder) => {
    mosquittoPath();
    writeFiles(folder, { 'README.txt': 'Mosquitto is installed in the system.\n' });
    return Promise.resolve();
  },
  command: (folder, port) => {
    writeFiles(folder, { 'mosquitto.conf': MOSQUITTO_CONF(port) });
    return { program: mosquittoPath(), args: ['-c', join(folder, 'mosquitto.conf')] };
  },
};

/** Beside its own files, all of which are in the folder, it leaves the port mapper of Erlang running. */
const rabbitmq: MatrixBroker = {
  id: 'rabbitmq-3.10.8',
  name: 'RabbitMQ',
  version: '3.10.8',
  from: 'Debian',
  protocols: ['3.1.1'],
  install: (folder) => {
    if (!existsSync(RABBITMQ))
      throw new Error('RabbitMQ 3.10.8 is not installed: apt-get install rabbitmq-server');
    writeFiles(folder, { enabled_plugins: '[rabbitmq_mqtt].\n' });
    return Promise.resolve();
  },
  command: (folder, port) => {
    writeFiles(folder, { 'rabbitmq.conf': RABBITMQ_CONF(port) });
    return {
      program: RABBITMQ,
      args: [],
      env: {
        HOME: folder,
        RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
        RABBITMQ_CONF_ENV_FILE: join(folder, 'none.conf'),
        RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
        RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
        RABBITMQ_LOG_BASE: join(folder, 'log'),
        RABBITMQ_NODENAME: 'interop@localhost',
        RABBITMQ_DIST_PORT: String(port + 1),
      },
    };
  },
};

const mochi: MatrixBroker = {
  id: 'mochi-2.7.9',
  name: 'mochi-mqtt',
  version: '2.7.9',
  from: 'Go modules',
  protocols: BOTH,
  install: async (folder) => {
    writeFiles(folder, MOCHI('v2.7.9'));
    await step(folder, 'go.sum', { program: 'go', args: ['mod', 'tidy'] });
    await step(folder, 'broker', { program: 'go', args: ['build', '-o', 'broker', '.'] });
  },
  command: (folder, port) => ({ program: join(folder, 'broker'), args: [String(port)] }),
};

const rumqttd: MatrixBroker = {
  id: 'rumqttd-0.20.0',
  name: 'rumqttd',
  version: '0.20.0',
  from: 'crates.io',
  protocols: BOTH,
  hasPortPerProtocol: true,
  install: (folder) =>
    step(folder, 'bin/rumqttd', {
      program: 'cargo',
      // Without --locked: one of the locked crates does not compile with a Rust of today.
      args: ['install', 'rumqttd', '--version', '0.20.0', '--root', folder],
      env: { CARGO_TARGET_DIR: join(folder, 'target') },
    }),
  command: (folder, port) => {
    writeFiles(folder, { 'rumqttd.toml': RUMQTTD_TOML(port) });
    return { program: join(folder, 'bin/rumqttd'), args: ['-c', join(folder, 'rumqttd.toml')] };
  },
};

const amqtt: MatrixBroker = {
  id: 'amqtt-0.12.1',
  name: 'amqtt',
  version: '0.12.1',
  from: 'PyPI',
  protocols: ['3.1.1'],
  // A CONNECT that comes while another client subscribes makes it drop the connection, so few run at once.
  concurrency: 2,
  answer: '1s',
  install: async (folder) => {
    await step(folder, 'venv/bin/python', { program: 'python3', args: ['-m', 'venv', 'venv'] });
    await step(folder, 'venv/bin/amqtt', {
      program: join(folder, 'venv/bin/pip'),
      args: ['install', '--quiet', 'amqtt==0.12.1'],
    });
  },
  command: (folder, port) => {
    writeFiles(folder, { 'amqtt.yaml': AMQTT_YAML(port) });
    return { program: join(folder, 'venv/bin/amqtt'), args: ['-c', join(folder, 'amqtt.yaml')] };
  },
};

const hivemq = javaBroker({
  id: 'hivemq-ce-2025.5',
  name: 'HiveMQ CE',
  version: '2025.5',
  protocols: BOTH,
  main: 'HiveMq',
  dependencies: ['com.hivemq:hivemq-community-edition-embedded:2025.5'],
});

const moquette = javaBroker({
  id: 'moquette-0.17',
  name: 'Moquette',
  version: '0.17',
  protocols: ['3.1.1'],
  main: 'Moquette',
  concurrency: 1,
  dependencies: ['io.moquette:moquette-broker:0.17', 'org.slf4j:slf4j-nop:1.7.36'],
});

const artemis = javaBroker({
  id: 'artemis-2.55.0',
  name: 'ActiveMQ Artemis',
  version: '2.55.0',
  protocols: BOTH,
  main: 'Artemis',
  dependencies: [
    'org.apache.activemq:artemis-server:2.55.0',
    'org.apache.activemq:artemis-mqtt-protocol:2.55.0',
  ],
});

export const MATRIX_BROKERS: readonly MatrixBroker[] = [
  mosquitto,
  rabbitmq,
  hivemq,
  artemis,
  moquette,
  mochi,
  rumqttd,
  amqtt,
  aedes(1, '1.2.0'),
  aedes(2, '2.0.0-beta.1'),
];
