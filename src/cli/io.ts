/** The process as commands see it: two texts out, an environment in. */
export interface Io {
  /** Results: what a pipe should get. */
  readonly out: (text: string) => void;
  /** Progress, warnings and errors. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  /** Columns of the terminal at stdout, or at stderr. */
  readonly columns: number;
  /** Fires at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/** Where there is no terminal to fill. */
const DEFAULT_COLUMNS = 100;

export function processIo(signal: AbortSignal): Io {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', ignoreBrokenPipe);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    env,
    outIsTty: stdout.isTTY,
    errIsTty: stderr.isTTY,
    columns: [stdout, stderr].map(columnsOf).find((columns) => columns > 0) ?? DEFAULT_COLUMNS,
    signal,
  };
}

/** 0 for what is no terminal, and for a terminal that does not know its size. */
function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? stream.columns : 0;
}

/** `mqtt-bench … | head` is no defect. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
