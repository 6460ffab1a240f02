/** Chapters of the specifications by their number; where the two versions differ, by version. */
const BOTH: Readonly<Record<string, string>> = {
  '1.5': 'Data representation',
  '2.1': 'Structure of an MQTT Control Packet',
  '2.2': 'Fixed and variable header',
  '2.3': 'Packet Identifier and payload',
  '3.1': 'CONNECT',
  '3.2': 'CONNACK',
  '3.3': 'PUBLISH',
  '3.4': 'PUBACK',
  '3.5': 'PUBREC',
  '3.6': 'PUBREL',
  '3.7': 'PUBCOMP',
  '3.8': 'SUBSCRIBE',
  '3.9': 'SUBACK',
  '3.10': 'UNSUBSCRIBE',
  '3.11': 'UNSUBACK',
  '3.12': 'PINGREQ',
  '3.13': 'PINGRESP',
  '3.14': 'DISCONNECT',
  '3.15': 'AUTH',
  '4.1': 'Session state',
  '4.2': 'Network Connections',
  '4.3': 'Quality of Service',
  '4.4': 'Message delivery retry',
  '4.5': 'Message receipt',
  '4.6': 'Message ordering',
  '4.7': 'Topic Names and Topic Filters',
  '6.0': 'WebSocket',
};

const OWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '3.1.1': { '4.8': 'Handling errors' },
  '5.0': {
    '4.8': 'Subscriptions',
    '4.9': 'Flow Control',
    '4.10': 'Request / response',
    '4.11': 'Server redirection',
    '4.12': 'Enhanced authentication',
    '4.13': 'Handling errors',
  },
};

/** What holds although no statement says it in so many words. */
export const OWN_RULES = 'own rules';

/** `3.1` of `3.1.2`. */
export function chapterOf(section: string): string {
  return section === '' ? OWN_RULES : section.split('.').slice(0, 2).join('.');
}

/** Empty where the chapter is not known. */
export function chapterTitle(version: string, chapter: string): string {
  const own = Object.hasOwn(OWN, version) ? (OWN[version] ?? {}) : {};
  if (Object.hasOwn(own, chapter)) return own[chapter] ?? '';
  return Object.hasOwn(BOTH, chapter) ? (BOTH[chapter] ?? '') : '';
}

/** By number, not by letter: 3.2 before 3.10; own rules last. */
export function byChapter(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
