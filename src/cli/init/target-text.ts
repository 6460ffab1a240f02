import type { InitChoices } from './request.ts';

/** The text of target.yaml: the profile of a target, with what is known of it filled in. A function of its arguments. */
export function targetText({ url, credentials }: Pick<InitChoices, 'url' | 'credentials'>): string {
  return `# What is known of the broker under test, for every command:
#
#   mqtt-bench run scenario.yaml --profile target.yaml
#   mqtt-bench conformance --profile target.yaml
#
# No secret belongs into this file: \${env.NAME} reads it from the environment.
name: ${url === undefined ? 'my broker' : quoted(hostOf(url))}
description: Which broker it is, its version, and what of its configuration matters

${urlLines(url)}
${principalLines(credentials)}
# What it keeps of sessions and messages when it ends: none, restart (over one in good order) or kill9 (over a crash, too).
# durability: restart

# How it is restarted, for scenarios that do so. Programs with arguments; no shell reads them.
# hooks:
#   restart: { command: [systemctl, restart, mosquitto], timeout: 30s }

# What it cannot do and does not say itself; what needs it is skipped, and never red.
# limits: { maximum-qos: 1, retain: true, wildcards: true }

# Deviations that are known and accepted; conformance fails when one is gone, so that the list stays true.
# expected-failures:
#   - { id: '5:3.8.3-4/subscribe-no-local-shared', reason: 'known, ticket 4711', contains: serves on }
`;
}

function urlLines(url: string | undefined): string {
  if (url === undefined)
    return `# Where it is: mqtt, mqtts, ws, wss or unix. Without a URL, and without --target, the embedded broker is the target.
# url: mqtt://localhost:1883
`;
  const lines = `# Where it is; --target on the command line wins.
url: ${quoted(url)}
`;
  return /^(?:mqtts|wss):/u.test(url)
    ? `${lines}# Certificates are named on the command line: --ca ca.pem, and --cert client.pem --key client-key.pem.
`
    : lines;
}

function principalLines(credentials: boolean): string {
  const lines = [
    'principal:',
    "  username: '${env.MQTT_BENCH_USERNAME}'",
    "  password: '${env.MQTT_BENCH_PASSWORD}'",
    '',
  ];
  if (credentials) return ['# Who connects.', ...lines].join('\n');
  return [
    '# Who connects, where the broker asks for it.',
    ...lines.map((line) => (line === '' ? '' : `# ${line}`)),
  ].join('\n');
}

function hostOf(url: string): string {
  return url.replace(/^[a-z]+:\/\//u, '').slice(0, 100);
}

/** As YAML wants a text that may hold anything. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
