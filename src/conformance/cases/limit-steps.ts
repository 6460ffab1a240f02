import { type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

export async function ends(c: CaseContext, client: Client, topicAlias: number, topic: string): Promise<void> {
  await client.ping();
  client.stopJudging();
  client.begin({ topic, text: 'forbidden', properties: { topicAlias } });
  const code = await client.expectEnd('the end of the connection');
  c.note(code === undefined ? 'closed without DISCONNECT' : `DISCONNECT 0x${code.toString(16)}`);
}
