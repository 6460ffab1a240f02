/** Beginnings that many written histories share. Client 0 publishes f0, client 1 subscribes. */

function scene(qos: number, granted: number, version: string): string {
  return `
    flow 0 qos ${qos} topic a/b
    0 connect ${version}
    1 connect ${version}
    1 subscribe a/b ${granted}
  `;
}

export const QOS0 = scene(0, 2, 'v5');
export const QOS1 = scene(1, 2, 'v5');
export const QOS1_V4 = scene(1, 2, 'v4');
export const QOS2 = scene(2, 2, 'v5');
export const QOS2_V4 = scene(2, 2, 'v4');

/** The same with a session that outlives its connection. */
export function persistent(qos: number, version = 'v5'): string {
  return `
    flow 0 qos ${qos} topic a/b
    0 connect ${version}
    1 connect keep ${version}
    1 subscribe a/b ${qos}
  `;
}

/** Client 0 has a Will, f0, and client 1 waits for it. */
function will(version: string): string {
  return `
    flow 0 qos 1 topic w will
    1 connect ${version}
    1 subscribe w 1
    0 connect ${version}
  `;
}

export const WILL = will('v5');
export const WILL_V4 = will('v4');
export const WILLS_SEEN_BY_TWO = `${WILL}
    2 connect
    2 subscribe w 1
`;

/** Client 0 publishes f0 with RETAIN; client 1 has not subscribed yet. */
export const RETAINED = `
    flow 0 qos 1 topic a retain
    0 connect
    1 connect
`;

/** The same, and f1 clears the topic. */
export const RETAINED_AND_CLEARED = `
    flow 0 qos 1 topic a retain
    flow 0 qos 1 topic a retain clears
    0 connect
    1 connect
`;

/** Clients 0 and 2 publish f0 and f1 to the same topic; 1 and 3 read. */
export const RETAINED_BY_TWO = `
    flow 0 qos 1 topic a retain
    flow 2 qos 1 topic a retain
    0 connect
    1 connect
    2 connect
    3 connect
`;

/** Client 0 publishes f0; clients 1 and 2 share it. */
export function shared(qos: number, version = 'v5'): string {
  return `
    flow 0 qos ${qos} topic a/b
    0 connect ${version}
    1 connect keep ${version}
    2 connect keep ${version}
    1 subscribe $share/g/a/# 2
    2 subscribe $share/g/a/# 2
  `;
}
