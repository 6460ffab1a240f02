import { revive } from './error-data.ts';
import type { Reply, Request } from './thread-messages.ts';
import type { Rights } from './types.ts';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Rights at the target as a thread changes them: through the coordinator, who alone has the means. */
export class ThreadRights implements Rights {
  readonly #say: (reply: Reply) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(say: (reply: Reply) => void) {
    this.#say = say;
  }

  revoke(clients: readonly number[]): Promise<void> {
    return this.#change(clients);
  }

  restore(): Promise<void> {
    return this.#change([]);
  }

  changed({ id, error }: Extract<Request, { kind: 'rights-changed' }>): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve();
    else waiting?.reject(revive(error));
  }

  #change(clients: readonly number[]): Promise<void> {
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#say({ kind: 'change-rights', id, clients });
    });
  }
}
