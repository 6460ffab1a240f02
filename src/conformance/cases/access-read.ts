/** Access rules of the target, as its profile declares them: what a principal must not read does not reach it on any way. */
import { PacketType } from '../../protocol/constants.ts';
import { matchesFilter } from '../../protocol/topics.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { declaredDenials, ownTopics, revocable, whoMay, type DeclaredPrincipal } from '../principals.ts';
import {
  claimNothing,
  denials,
  direct,
  isGranted,
  passPermitted,
  permittedReader,
  permittedTopic,
  presupposes,
  qosOf,
  spies,
  topicOf,
  type Denial,
  type Spy,
} from './access-steps.ts';

const DENIED = { profile: 'denied-subscribe' } as const;

export const ACCESS_READ_CASES = defineCases(
  {
    ids: { 4: '311:ACL-1', 5: '5:ACL-1' },
    title: 'what a principal must not read does not come, whether it subscribes to the topic or with +',
    needs: DENIED,
    run: async (c) => {
      for (const denial of denials(c, 'subscribe')) await tried(c, denial, direct(c, denial));
    },
  },
  {
    ids: { 4: '311:ACL-a', 5: '5:ACL-a' },
    title: 'what a principal must not read does not come through #',
    needs: { ...DENIED, wildcards: true },
    run: async (c) =>
      eachOtherwiseDenied(c, async (denial) =>
        tried(c, denial, ['#', denial.topic.replace(/(?:\/[^/]*)?$/u, '/#')]),
      ),
  },
  {
    ids: { 4: '311:ACL-b', 5: '5:ACL-b' },
    title: 'what a principal must not read does not come as a Retained Message',
    needs: { ...DENIED, retain: true },
    run: async (c) => eachOtherwiseDenied(c, async (denial) => retained(c, denial)),
  },
  {
    ids: { 4: '311:ACL-d', 5: '5:ACL-d' },
    part: 'away',
    title: 'what a principal must not read does not wait for it while it is away',
    needs: { ...DENIED, qos: 1, sessionS: 30 },
    run: async (c) => {
      let kept = 0;
      await eachOtherwiseDenied(c, async (denial) => {
        kept += (await awayAndBack(c, denial)) ? 1 : 0;
      });
      if (kept === 0) throw c.vacuous('every subscription is refused: nothing can wait');
    },
  },
  {
    ids: { 4: '311:ACL-d', 5: '5:ACL-d' },
    part: 'revoked',
    title: 'what waited for a principal does not come once it must not be read any more',
    needs: { profile: 'revocable', qos: 1, sessionS: 30 },
    // Rights of one who is let in are withdrawn: no other case may need them meanwhile.
    destructive: true,
    run: async (c) => revoked(c),
  },
  {
    ids: { 4: '311:ACL-e', 5: '5:ACL-e' },
    title: 'a Client Identifier with a wildcard opens no topics of others',
    needs: { profile: 'own-topics' },
    run: async (c) => {
      for (const { filter, stranger } of ownTopics(c.facts.profile)) await named(c, filter, stranger);
    },
  },
  {
    ids: { 4: '311:ACL-g', 5: '5:ACL-g' },
    title: 'what a principal must not read does not come through a Shared Subscription',
    needs: DENIED,
    run: async (c) => eachOtherwiseDenied(c, async (denial) => shared(c, denial)),
  },
  {
    ids: { 4: '311:ACL-i', 5: '5:ACL-i' },
    title: 'the Client Identifier of somebody else does not bring his messages',
    needs: { ...DENIED, qos: 1, sessionS: 30 },
    run: async (c) => eachOtherwiseDenied(c, async (denial) => takenOver(c, denial)),
  },
);

/** Everything that is denied, once it is seen to be by the plainest ways. */
async function eachOtherwiseDenied(c: CaseContext, look: (denial: Denial) => Promise<void>): Promise<void> {
  for (const denial of denials(c, 'subscribe')) {
    await presupposes('ACL-1', async () => tried(c, denial, direct(c, denial)));
    await look(denial);
  }
}

/** Live messages, against subscriptions with each of these filters. */
async function tried(c: CaseContext, denial: Denial, filters: readonly string[]): Promise<void> {
  const reader = await permittedReader(c, denial);
  const all = await spies(c, denial, filters);
  await passPermitted(c, denial, reader);
  await Promise.all(
    all.map(async (spy) => {
      await claimNothing(c, spy.client, denial);
      if (spy.isOpen && !spy.client.isOver) await listens(c, denial, spy);
    }),
  );
}

/** A subscription that is granted brings what its owner may read, or its silence would prove nothing. */
async function listens(c: CaseContext, { stranger }: Denial, { client, filter }: Spy): Promise<void> {
  const topic = permittedTopic(c, stranger, 'subscribe');
  const writer = topic === undefined ? undefined : whoMay(c.facts.profile, 'publish', topic);
  if (topic === undefined || writer === undefined) return;
  if (!matchesFilter(filter, topic)) await client.subscribe(topic);
  const text = `allowed ${c.name()}`;
  await (await c.connect({}, writer)).store({ topic, text });
  await client.needMessage(text);
}

async function allSilent(c: CaseContext, denial: Denial, all: readonly Spy[]): Promise<void> {
  await Promise.all(all.map(async ({ client }) => claimNothing(c, client, denial)));
}

async function retained(c: CaseContext, denial: Denial): Promise<void> {
  const { topic, writer, reader } = denial;
  c.cleansAs(writer, topic);
  const publisher = await c.connect({}, writer);
  const text = `retained ${c.name()}`;
  await publisher.store({ topic, qos: qosOf(c, 1), retain: true, text });
  const control = await c.connect({}, reader);
  await control.subscribe(topic);
  await control.needMessage(text);
  await allSilent(c, denial, await spies(c, denial, direct(c, denial)));
}

/** True where the target let the stranger subscribe, so that something could wait. */
async function awayAndBack(c: CaseContext, denial: Denial): Promise<boolean> {
  const { stranger } = denial;
  const reader = await permittedReader(c, denial);
  const clientId = c.clientId(stranger);
  const first = await c.connectKept(clientId, {}, stranger);
  let isOpen = false;
  for (const filter of direct(c, denial))
    if (!first.isOver) isOpen = (await isGranted(first, filter, 1)) || isOpen;
  if (!first.isOver) await first.disconnect();
  await passPermitted(c, denial, reader);
  await claimNothing(c, await c.connectKept(clientId, {}, stranger), denial);
  return isOpen;
}

async function shared(c: CaseContext, denial: Denial): Promise<void> {
  const { topic, reader, writer } = denial;
  const control = await c.connect({}, reader);
  const lack = 'the target has no Shared Subscriptions';
  if (!(await isGranted(control, `$share/${c.name()}/${topic}`, qosOf(c)))) throw c.skip(lack);
  const filters = direct(c, denial).map((filter) => `$share/${c.name()}/${filter}`);
  const all = await spies(c, denial, filters);
  const text = `permitted ${c.name()}`;
  await (await c.connect({}, writer)).store({ topic, text });
  const heard = await control.take(PacketType.publish, (packet) => textOf(packet) === text);
  // 3.1.1 knows of no such thing: there it may be a plain filter that nothing matches.
  if (heard === undefined) throw c.skip(lack);
  await allSilent(c, denial, all);
}

async function takenOver(c: CaseContext, denial: Denial): Promise<void> {
  const { topic, stranger, reader, writer } = denial;
  const [own, stolen] = [c.clientId(reader), c.clientId(reader)];
  for (const clientId of [own, stolen]) await leaveSubscribed(c, { clientId, topic, reader });
  const publisher = await c.connect({}, writer);
  const text = `permitted ${c.name()}`;
  await publisher.store({ topic, qos: 1, text });
  await (await c.connectKept(own, {}, reader)).needMessage(text);
  const { client, connack } = await c.attempt({ clientId: stolen, ...c.keeping() }, stranger);
  if (connack?.reasonCode !== 0) return;
  await publisher.store({ topic, qos: 1, text: `live ${c.name()}` });
  await claimNothing(c, client, denial);
}

interface Left {
  readonly clientId: string;
  readonly topic: string;
  readonly reader: DeclaredPrincipal;
}

/** A Session with a subscription at QoS 1, whose client is away. */
async function leaveSubscribed(c: CaseContext, { clientId, topic, reader }: Left): Promise<void> {
  const client = await c.connectKept(clientId, {}, reader);
  await client.subscribeAt(1, topic);
  await client.disconnect();
}

/** Names that an access rule with `%c` would take for wildcards. */
async function named(c: CaseContext, filter: string, stranger: DeclaredPrincipal): Promise<void> {
  const owner = await c.connect({}, stranger);
  const topic = topicOf(c, filter, owner.clientId);
  await owner.subscribe({ filter: topic, qos: qosOf(c) });
  const thieves = await thievesOf(c, stranger, [topic, filter.replaceAll('%c', '+')]);
  const publisher = await writerOf(c, stranger, { topic, owner });
  const text = `permitted ${c.name()}`;
  await publisher.store({ topic, qos: qosOf(c), text });
  await owner.needMessage(text);
  const denial = { topic, stranger: { ...stranger, name: 'a client with a wildcard for a name' } };
  for (const client of thieves) await claimNothing(c, client, denial);
}

async function thievesOf(
  c: CaseContext,
  stranger: DeclaredPrincipal,
  filters: readonly string[],
): Promise<Client[]> {
  const thieves: Client[] = [];
  for (const clientId of ['+', '#']) {
    const { client, connack } = await c.attempt({ clientId }, stranger);
    if (connack?.reasonCode !== 0) continue;
    for (const filter of filters) if (!client.isOver) await isGranted(client, filter, qosOf(c));
    thieves.push(client);
  }
  return thieves;
}

/** Whoever may publish there: somebody else, or the owner himself. */
async function writerOf(
  c: CaseContext,
  { allowed }: DeclaredPrincipal,
  { topic, owner }: { readonly topic: string; readonly owner: Client },
): Promise<Client> {
  const isOwn = allowed.publish.some((filter) =>
    matchesFilter(filter.replaceAll('%c', owner.clientId), topic),
  );
  if (isOwn) return owner;
  const writer = whoMay(c.facts.profile, 'publish', topic);
  if (writer === undefined)
    throw c.skip(`the profile names nobody who is \`allowed\` to publish to ${topic}`);
  return c.connect({}, writer);
}

async function revoked(c: CaseContext): Promise<void> {
  const { rights } = c.facts.profile;
  const reader = revocable(c.facts.profile);
  const topic = reader === undefined ? undefined : permittedTopic(c, reader, 'subscribe');
  if (rights === undefined || reader === undefined || topic === undefined)
    throw c.skip('nobody can be tried');
  const writer = whoMay(c.facts.profile, 'publish', topic);
  if (writer === undefined)
    throw c.skip(`the profile names nobody who is \`allowed\` to publish to ${topic}`);
  for (const denial of declaredDenials(c.facts.profile, 'subscribe').length > 0
    ? denials(c, 'subscribe')
    : [])
    await presupposes('ACL-1', async () => tried(c, denial, direct(c, denial)));
  const [kept, lost] = [c.clientId(reader), c.clientId(reader)];
  for (const clientId of [kept, lost]) await leaveSubscribed(c, { clientId, topic, reader });
  const text = `permitted ${c.name()}`;
  await (await c.connect({}, writer)).store({ topic, qos: 1, text });
  await (await c.connectKept(kept, {}, reader)).needMessage(text);
  await rights.revoke({ clientId: lost, username: reader.username });
  try {
    const { client, connack } = await c.attempt({ clientId: lost, ...c.keeping() }, reader);
    if (connack?.reasonCode === 0) await claimNothing(c, client, { topic, stranger: reader });
  } finally {
    await rights.restore();
  }
}
