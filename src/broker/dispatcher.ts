import type { Clock } from '../base/clock.ts';
import type { AccessControl } from './access.ts';
import type { Delivery } from './delivery.ts';
import type { Intercept } from './intercept.ts';
import { isExpired } from './message.ts';
import type { Outlet } from './outlet.ts';
import { SendWindow } from './send-window.ts';
import type { Session } from './session.ts';
import type { BrokerStats } from './stats.ts';

export interface DispatcherOptions {
  readonly clock: Clock;
  readonly stats: BrokerStats;
  /** Undefined allows everything, at no cost. */
  readonly access: AccessControl | undefined;
  readonly intercept: Intercept | undefined;
  /** Keeps QoS 0 messages for clients that are away. */
  readonly queuesQos0: boolean;
}

/** Brings deliveries to their sessions: sends at once, or queues, or lets go and counts it. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  #access: AccessControl | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#access = options.access;
  }

  /** Changes the rules for everything that leaves from now on, queued messages included. */
  setAccess(access: AccessControl | undefined): void {
    this.#access = access;
  }

  /** Hands a delivery to a session (5:4.5.0-1). */
  deliver(session: Session, delivery: Delivery): void {
    const intercept = this.#options.intercept;
    if (intercept?.deliver === undefined) {
      this.#deliver(session, delivery);
      return;
    }
    intercept.deliver(session, delivery, (altered) => this.#deliver(session, altered));
  }

  /** Starts a session's traffic on a new connection: what is unacknowledged goes first, in its old order (5:4.4.0-1). */
  resume(session: Session, outlet: Outlet, receiveMaximum: number): void {
    const { publishes, releases } = session.inflight;
    session.outlet = outlet;
    session.window = new SendWindow(receiveMaximum, releases, this.#resendOrder([...publishes.keys()]));
    for (const packetId of releases) outlet.sendPubrel(packetId);
    this.pump(session);
  }

  /** Sends what waits, as far as window and socket allow. */
  pump(session: Session): void {
    const { outlet, window } = session;
    while (outlet !== undefined && window.isOpen && !outlet.isCongested) {
      const resend = window.nextResend();
      if (resend !== undefined) {
        this.#sendAgain(session, outlet, resend);
        continue;
      }
      const delivery = session.queue.shift();
      if (delivery === undefined) return;
      this.#sendQueued(session, outlet, delivery);
    }
  }

  #resendOrder(packetIds: readonly number[]): readonly number[] {
    return this.#options.intercept?.resendOrder?.(packetIds) ?? packetIds;
  }

  #deliver(session: Session, delivery: Delivery): void {
    if (session.hasEnded) return;
    if (this.#denies(session, delivery, false)) {
      this.#options.stats.dropped.denied += 1;
      return;
    }
    if (delivery.qos === 0) this.#deliverQos0(session, delivery);
    else this.#deliverAcknowledged(session, delivery);
  }

  #deliverQos0(session: Session, delivery: Delivery): void {
    const { outlet } = session;
    if (outlet === undefined) {
      if (this.#options.queuesQos0) this.#enqueue(session, delivery);
      else this.#options.stats.dropped.offline += 1;
    } else if (outlet.isCongested) {
      this.#options.stats.dropped.congested += 1;
    } else if (!outlet.sendPublish(delivery, 0, false)) {
      this.#options.stats.dropped.tooLarge += 1;
    }
  }

  #deliverAcknowledged(session: Session, delivery: Delivery): void {
    const { outlet, window } = session;
    const isFree = outlet !== undefined && session.queue.size === 0 && window.isCaughtUp;
    if (isFree && window.isOpen && !outlet.isCongested) this.#send(session, outlet, delivery);
    else this.#enqueue(session, delivery);
  }

  #enqueue(session: Session, delivery: Delivery): void {
    this.#options.stats.dropped.queueFull += session.queue.push(delivery);
  }

  #send(session: Session, outlet: Outlet, delivery: Delivery): void {
    const packetId = session.inflight.begin(delivery);
    if (outlet.sendPublish(delivery, packetId, false)) {
      session.window.take(packetId);
      return;
    }
    session.inflight.publishes.delete(packetId);
    this.#options.stats.dropped.tooLarge += 1;
  }

  #sendQueued(session: Session, outlet: Outlet, delivery: Delivery): void {
    const { dropped } = this.#options.stats;
    if (isExpired(delivery.message, this.#options.clock.nowUs())) dropped.expired += 1;
    else if (this.#denies(session, delivery, true)) dropped.denied += 1;
    else if (delivery.qos > 0) this.#send(session, outlet, delivery);
    else if (!outlet.sendPublish(delivery, 0, false)) dropped.tooLarge += 1;
  }

  /** Expiry no longer counts once a PUBLISH has been sent (5:4.3.3-7); access and packet size still do. */
  #sendAgain(session: Session, outlet: Outlet, packetId: number): void {
    const delivery = session.inflight.publishes.get(packetId);
    if (delivery === undefined) return;
    const { dropped } = this.#options.stats;
    if (this.#denies(session, delivery, true)) dropped.denied += 1;
    else if (outlet.sendPublish(delivery, packetId, true)) {
      session.window.take(packetId);
      return;
    } else dropped.tooLarge += 1;
    session.inflight.publishes.delete(packetId);
  }

  #denies(session: Session, delivery: Delivery, hasWaited: boolean): boolean {
    const { topic } = delivery.message;
    if (this.#access?.mayReceive(session.identity, topic) !== false) return false;
    const { intercept } = this.#options;
    return intercept?.overrides?.({ action: 'receive', session, topic, delivery, hasWaited }) !== true;
  }
}
