/** Who may connect: credentials and Enhanced Authentication (sections 3.1.4, 4.12). */
import { PacketType } from '../../protocol/constants.ts';
import type { Properties } from '../../protocol/properties.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { refusedOnes } from '../principals.ts';
import { knock } from './access-steps.ts';

const CONTINUE = 0x18;
const REAUTHENTICATE = 0x19;
const ENHANCED = { profile: 'enhanced-authentication' } as const;

export const AUTHENTICATION_CASES = defineCases(
  {
    ids: { 4: '311:U-3.1.4-2', 5: '5:3.1.4-2' },
    title: 'wrong credentials end the connection',
    needs: { profile: 'refused' },
    run: async (c) => {
      await c.connect();
      for (const wrong of refusedOnes(c.facts.profile)) {
        const knocked = await knock(c, wrong);
        if (knocked === undefined) continue;
        const { client, connack } = knocked;
        const expected = `the end of the connection of ${wrong.name}, at most after a refusing CONNACK`;
        c.claim(connack?.reasonCode !== 0, expected, 'the connection is accepted');
        await client.expectEnd(expected);
        if (connack === undefined) c.note('closed without CONNACK');
      }
    },
  },
  {
    ids: { 5: ['5:4.12.0-7', '5:U-3.15-1'] },
    part: 'unasked',
    title: 'AUTH on a connection without Authentication Method ends it',
    run: async (c) => {
      const client = await c.connect();
      await client.ping();
      client.stopJudging();
      client.send({
        type: PacketType.auth,
        reasonCode: REAUTHENTICATE,
        properties: { authenticationMethod: 'none' },
      });
      await client.expectEnd('the end of the connection');
    },
  },
  {
    ids: { 5: '5:4.12.0-2' },
    title: 'the exchange goes on by AUTH 0x18',
    needs: ENHANCED,
    run: async (c) => {
      const client = await c.open();
      client.send(connectPacket(c));
      const challenge = await client.take(PacketType.auth);
      if (challenge === undefined) throw c.vacuous('the method needs no AUTH');
      const { reasonCode } = challenge;
      c.claim(reasonCode === CONTINUE, 'AUTH 0x18', `AUTH 0x${reasonCode.toString(16)}`);
    },
  },
  {
    ids: { 5: '5:4.12.0-5' },
    part: 'exchange',
    title: 'every AUTH, and CONNACK, name the method of CONNECT',
    needs: ENHANCED,
    run: async (c) => {
      const { method } = enhanced(c);
      const { client, challenges, connack } = await exchange(c, enhanced(c).answers);
      if (challenges.length === 0) throw c.vacuous('the method needs no AUTH');
      for (const { properties } of challenges)
        c.claim(
          properties?.authenticationMethod === method,
          `the method ${method}`,
          `it is ${properties?.authenticationMethod ?? 'absent'}`,
        );
      c.require(connack?.reasonCode === 0, `the right data is refused: ${client.story()}`);
      const named = connack?.properties?.authenticationMethod;
      c.claim(named === method, `CONNACK with the method ${method}`, `it has ${named ?? 'none'}`);
    },
  },
  {
    ids: { 5: '5:4.12.0-4' },
    title: 'wrong authentication data ends the connection',
    needs: ENHANCED,
    run: async (c) => {
      c.require(
        (await exchange(c, enhanced(c).answers)).connack?.reasonCode === 0,
        'the right data is refused',
      );
      const { client, connack } = await exchange(c, [enhanced(c).wrong]);
      c.claim(connack?.reasonCode !== 0, 'no CONNACK 0x00', 'the connection is accepted');
      await client.expectEnd('the end of the connection');
    },
  },
  {
    ids: { 5: '5:4.12.0-5' },
    part: 'other-method',
    title: 'AUTH with another method than that of CONNECT ends the connection',
    needs: ENHANCED,
    run: async (c) => refusedStep(c, CONTINUE, 'another method'),
  },
  {
    ids: { 5: '5:4.12.0-3' },
    title: 'an answer by another AUTH than 0x18 ends the connection',
    needs: ENHANCED,
    run: async (c) => refusedStep(c, REAUTHENTICATE, enhanced(c).method),
  },
  {
    ids: { 5: '5:3.1.2-30' },
    title: 'what a client sends before its authentication is done has no effect',
    needs: ENHANCED,
    run: async (c) => {
      const [watcher, topic] = [(await exchange(c, enhanced(c).answers)).client, c.topic()];
      await watcher.subscribe(topic);
      const client = await c.open();
      client.sendTogether(connectPacket(c), {
        type: PacketType.publish,
        dup: false,
        qos: 0,
        retain: false,
        topic,
        payload: Buffer.from('early'),
      });
      await client.ended(c.timing.quietMs);
      await c.quiet(watcher);
      const isThere = watcher.takeMessages().some((packet) => textOf(packet) === 'early');
      c.claim(!isThere, 'no delivery', 'the message came');
    },
  },
  {
    ids: { 5: '5:4.12.1-1' },
    title: 'a re-authentication by another method ends the connection',
    needs: ENHANCED,
    run: async (c) => {
      const { client } = await authenticated(c);
      client.send({
        type: PacketType.auth,
        reasonCode: REAUTHENTICATE,
        properties: { authenticationMethod: 'another method' },
      });
      await client.expectEnd('the end of the connection');
    },
  },
  {
    ids: { 5: '5:4.12.0-5' },
    part: 're-authentication',
    title: 'every AUTH of a re-authentication names the method of CONNECT',
    needs: ENHANCED,
    run: async (c) => {
      const { client } = await authenticated(c);
      const { method, data, answers } = enhanced(c);
      const seen = [];
      client.send(reauthentication(method, data));
      for (const next of [...answers, undefined]) {
        const auth = await client.take(PacketType.auth);
        if (auth === undefined) break;
        seen.push(auth);
        if (auth.reasonCode === 0 || next === undefined) break;
        client.send(answer(method, next));
      }
      c.require(seen.length > 0, `no AUTH comes: ${client.story()}`);
      for (const { properties } of seen) {
        const named = properties?.authenticationMethod;
        c.claim(named === method, `the method ${method}`, `it is ${named ?? 'absent'}`);
      }
    },
  },
  {
    ids: { 5: '5:4.12.1-2' },
    title: 'a re-authentication that fails ends the connection',
    needs: ENHANCED,
    run: async (c) => {
      const { client } = await authenticated(c);
      const { method, data, wrong } = enhanced(c);
      client.send({
        type: PacketType.auth,
        reasonCode: REAUTHENTICATE,
        properties: { authenticationMethod: method, authenticationData: data },
      });
      const challenge = await client.take(PacketType.auth);
      c.require(challenge === undefined || challenge.reasonCode === CONTINUE, 'it is not asked for more');
      if (challenge !== undefined) client.send(answer(method, wrong));
      await client.expectEnd('the end of the connection');
    },
  },
);

function enhanced(c: CaseContext) {
  const { enhanced: script } = c.facts.profile;
  if (script === undefined) throw c.skip('the profile has no `enhanced-authentication`');
  return script;
}

function connectPacket(c: CaseContext) {
  const { method, data } = enhanced(c);
  const properties: Properties = { authenticationMethod: method, authenticationData: data };
  return c.connectPacket({ properties });
}

function reauthentication(method: string, data: Uint8Array) {
  return {
    type: PacketType.auth,
    reasonCode: REAUTHENTICATE,
    properties: { authenticationMethod: method, authenticationData: data },
  } as const;
}

function answer(method: string, data: Uint8Array) {
  return {
    type: PacketType.auth,
    reasonCode: CONTINUE,
    properties: { authenticationMethod: method, authenticationData: data },
  } as const;
}

/** CONNECT, and an answer to each AUTH. */
async function exchange(c: CaseContext, answers: readonly Uint8Array[]) {
  const client = await c.open();
  client.send(connectPacket(c));
  const challenges = [];
  for (const data of answers) {
    const challenge = await client.take(PacketType.auth, undefined, client.answerMs / 4);
    if (challenge === undefined) break;
    challenges.push(challenge);
    client.send(answer(enhanced(c).method, data));
  }
  client.connack = await client.take(PacketType.connack);
  return { client, challenges, connack: client.connack };
}

async function authenticated(c: CaseContext): Promise<{ client: Client }> {
  const { client, connack } = await exchange(c, enhanced(c).answers);
  c.require(connack?.reasonCode === 0, 'the right data is refused');
  return { client };
}

async function refusedStep(c: CaseContext, reasonCode: number, authenticationMethod: string): Promise<void> {
  await authenticated(c);
  const client = await c.open();
  client.send(connectPacket(c));
  if ((await client.take(PacketType.auth)) === undefined) throw c.vacuous('the method needs no AUTH');
  const [authenticationData] = enhanced(c).answers;
  client.send({
    type: PacketType.auth,
    reasonCode,
    properties: { authenticationMethod, ...(authenticationData === undefined ? {} : { authenticationData }) },
  });
  const expected = 'the end of the connection';
  const connack = await client.take(PacketType.connack);
  c.claim(connack?.reasonCode !== 0, expected, 'the connection is accepted');
  await client.expectEnd(expected);
}
