let last = BigInt(Date.now()) << 16n;

function nextId(): string {
  last += 1n;
  return last.toString();
}

/**
 * Numbers the system calls of one served request as DeepFlow's agent does for a single thread: the request read
 * opens an id, calls go out under the current one, each answer read opens the next, and the answer sent carries the
 * last. It is what links a process's inbound row to its outbound rows when no header does.
 */
export class SyscallTrace {
  readonly request = nextId();
  #current = this.request;

  /**
   * Ids of an outgoing call: call it once the answer is there, or given up. Where none was read the next call goes out under
   * the same id.
   */
  call(isAnswered: boolean): { request: string; response: string } {
    const request = this.#current;
    if (isAnswered) this.#current = nextId();
    return { request, response: this.#current };
  }

  /** Ids of the served request itself, once its answer is sent. */
  served(): { request: string; response: string } {
    return { request: this.request, response: this.#current };
  }
}
