/** A packet as a witness shows it: enough to see what happened, small enough to keep thousands. */
export interface WitnessPacket {
  readonly tUs: number;
  readonly client: number;
  readonly connection: number;
  /** `out`: mqtt-bench to the broker. */
  readonly direction: 'in' | 'out';
  /** One line, e.g. `PUBLISH qos 2 id 17 dup "a/b" flow 3 seq 41`. Never a password. */
  readonly text: string;
}

/** Where findings get the packets around a moment from. */
export interface WitnessSource {
  /** The newest packets of `client` up to `tUs`, oldest first, at most `limit`. Empty when they are not kept any more. */
  packetsBefore(client: number, tUs: number, limit: number): WitnessPacket[];
}
