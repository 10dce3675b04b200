import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';

const tcpNumbers = 2 ** 32;
const known = new WeakMap<Socket, Connection>();
let count = 0;

/** A TCP connection as an agent sees it: an id, and the sequence numbers of both directions. */
export class Connection {
  readonly id: string;
  #requestSeq = randomInt(tcpNumbers);
  #responseSeq = randomInt(tcpNumbers);

  private constructor(prefix: string) {
    count += 1;
    this.id = `${prefix}-${count}`;
  }

  static of(socket: Socket, prefix: string): Connection {
    let connection = known.get(socket);
    if (connection === undefined) {
      connection = new Connection(prefix);
      known.set(socket, connection);
    }
    return connection;
  }

  /** Sequence numbers of the first byte of a request and of its answer; moves on by their lengths. */
  exchange(requestBytes: number, responseBytes: number): { reqSeq: number; respSeq: number } {
    const numbers = { reqSeq: this.#requestSeq, respSeq: this.#responseSeq };
    this.#requestSeq = (this.#requestSeq + requestBytes) % tcpNumbers;
    this.#responseSeq = (this.#responseSeq + responseBytes) % tcpNumbers;
    return numbers;
  }
}
