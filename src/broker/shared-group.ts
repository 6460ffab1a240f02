import type { ShareKey } from './delivery.ts';
import type { Session } from './session.ts';
import type { Subscription } from './subscription.ts';

/** The members of one Shared Subscription, and whose turn it is. */
export class SharedGroup implements ShareKey {
  readonly name: string;
  readonly filter: string;
  readonly #members: Subscription[] = [];
  #next = 0;

  constructor(key: ShareKey) {
    this.name = key.name;
    this.filter = key.filter;
  }

  get size(): number {
    return this.#members.length;
  }

  add(member: Subscription): void {
    this.#members.push(member);
  }

  remove(member: Subscription): void {
    const index = this.#members.indexOf(member);
    if (index < 0) return;
    this.#members.splice(index, 1);
    if (this.#next > index) this.#next -= 1;
  }

  /**
   * The member that gets the next message (5:4.8.2): in turn among those connected, else in turn among all,
   * and never one for which `admits` is false.
   */
  choose(admits: (session: Session) => boolean): Subscription | undefined {
    return (
      this.#chooseWhere((session) => session.outlet !== undefined && admits(session)) ??
      this.#chooseWhere(admits)
    );
  }

  #chooseWhere(accepts: (session: Session) => boolean): Subscription | undefined {
    const count = this.#members.length;
    for (let step = 0; step < count; step += 1) {
      const index = (this.#next + step) % count;
      const member = this.#members[index] as Subscription;
      if (!accepts(member.session)) continue;
      this.#next = (index + 1) % count;
      return member;
    }
    return undefined;
  }
}
