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
