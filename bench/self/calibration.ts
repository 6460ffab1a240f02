/** What this machine does in a nanosecond: figures are divided by it, so that machines differ less. */

const STEPS = 20_000;

/** A fixed amount of the work that mqtt-bench is made of: map look-ups, numbers, bytes. */
export function calibrationLoop(): number {
  const map = new Map<number, number>();
  const bytes = Buffer.alloc(4_096);
  const source = Buffer.alloc(256, 0x61);
  let sum = 0;
  for (let i = 0; i < STEPS; i += 1) {
    const key = (Math.imul(i, 0x9e3779b1) >>> 0) & 1_023;
    const value = (map.get(key) ?? 0) + 1;
    map.set(key, value);
    bytes.set(source, key);
    bytes.writeUInt32BE(value, key);
    sum = (sum + bytes.readUInt32BE(key)) >>> 0;
  }
  return sum;
}

/** Nanoseconds of CPU time of one call of `work`, the least of several batches of at least `batchMs`. */
export function leastNs(work: () => void, { batches = 7, batchMs = 60 } = {}): number {
  let least = Infinity;
  for (let batch = 0; batch < batches; batch += 1) {
    let calls = 0;
    const started = process.cpuUsage();
    const startedMs = performance.now();
    while (performance.now() - startedMs < batchMs) {
      work();
      calls += 1;
    }
    const { user, system } = process.cpuUsage(started);
    least = Math.min(least, ((user + system) * 1000) / calls);
  }
  return least;
}

export function calibrationNs(): number {
  return leastNs(() => void calibrationLoop()) / STEPS;
}
