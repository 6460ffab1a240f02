/** A broker of the matrix: how it is installed into a cache folder, and how it is started. */

/** What has to be there, and what runs. */
export interface MatrixBroker {
  /** Also the name of its profile in `targets/`, where it has one. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** In what language of registry it comes: told where it cannot be installed. */
  readonly from: string;
  readonly protocols: readonly Protocol[];
  /** How many cases run at once; the usual number where absent. */
  readonly concurrency?: number;
  /** How long an answer may take, where waiting for what never comes would take too long. */
  readonly answer?: string;
  /** Puts it into `folder`; throws with a sentence where the machine does not allow it. */
  install(folder: string): Promise<void>;
  /** The program that serves on `port`, or on `port + 1` for 5.0 where `hasPortPerProtocol`. */
  command(folder: string, port: number): Command;
  readonly hasPortPerProtocol?: true;
}

export type Protocol = '3.1.1' | '5.0';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
