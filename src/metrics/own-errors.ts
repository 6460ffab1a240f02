/** Errors that say that the generator's own machine has run out of something: never the target's fault. */
const OWN_RESOURCES: Readonly<Record<string, string>> = {
  EMFILE: 'file descriptors',
  ENFILE: 'file descriptors of the system',
  EADDRNOTAVAIL: 'local ports',
  ENOBUFS: 'network buffers',
  ENOMEM: 'memory',
};

export interface OwnErrors {
  /** What ran out, in words. */
  readonly resource: string;
  readonly code: string;
  readonly count: number;
}

/** Those among the reasons of a run, e.g. `EMFILE`. */
export function ownErrors(reasons: Readonly<Record<string, number>>): OwnErrors[] {
  return Object.entries(OWN_RESOURCES).flatMap(([code, resource]) => {
    const count = reasons[code] ?? 0;
    return count === 0 ? [] : [{ resource, code, count }];
  });
}
