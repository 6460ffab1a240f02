/** Keep Alive (section 3.1.2.10) and PINGREQ (section 3.12). */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import type { CaseContext } from '../context.ts';
import { disconnectsTheSilent } from './keep-alive-steps.ts';

const KEEP_ALIVE_S = 2;
const LONG_KEEP_ALIVE_S = 600;
/** A Server Keep Alive above this would make the case too long. */
const KEEP_ALIVE_S_MAX = 10;

export const KEEP_ALIVE_CASES = defineCases(
  {
    ids: { 4: '311:3.1.2-24', 5: '5:3.1.2-22' },
    title: 'a client that is silent for one and a half times its Keep Alive is disconnected, and no other',
    lastsMs: KEEP_ALIVE_S * 1_500,
    run: async (c) => silence(c, c.facts.serverKeepAliveS ?? KEEP_ALIVE_S),
  },
  {
    ids: { 4: '311:U-3.1.2.10-1', 5: '5:U-3.1.2.10-1' },
    title: 'a client with Keep Alive 0 is let in',
    run: async (c) => {
      // The control: it is for the 0 that the target refuses.
      await c.connect({ keepAlive: LONG_KEEP_ALIVE_S });
      const { client, connack } = await c.attempt({ keepAlive: 0 });
      c.claim(
        connack?.reasonCode === 0,
        'CONNACK 0x00',
        connack === undefined ? client.story() : 'it is refused',
      );
    },
  },
  {
    ids: { 5: '5:3.2.2-22' },
    title: 'without Server Keep Alive the Keep Alive of CONNECT holds',
    lastsMs: KEEP_ALIVE_S * 1_500,
    run: async (c) => {
      if (c.facts.serverKeepAliveS !== undefined) throw c.skip('the target sets a Server Keep Alive');
      await silence(c, KEEP_ALIVE_S);
    },
  },
  {
    ids: { 4: '311:3.12.4-1', 5: '5:3.12.4-1' },
    title: 'every PINGREQ gets a PINGRESP',
    run: async (c) => {
      const client = await c.connect();
      await client.subscribe(c.topic());
      client.clear();
      for (let i = 0; i < 5; i += 1) client.send({ type: PacketType.pingreq });
      for (let i = 0; i < 5; i += 1)
        await client.expect(PacketType.pingresp, 'a PINGRESP for each of five PINGREQ');
      c.claim(client.takeNow(PacketType.pingresp) === undefined, 'five PINGRESP', 'a sixth came');
    },
  },
);

async function silence(c: CaseContext, keepAliveS: number): Promise<void> {
  if (keepAliveS > KEEP_ALIVE_S_MAX) throw c.skip(`the target sets a Server Keep Alive of ${keepAliveS} s`);
  await disconnectsTheSilent(c, { askedS: KEEP_ALIVE_S, s: keepAliveS });
}
