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
