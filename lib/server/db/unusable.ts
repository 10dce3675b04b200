import 'server-only';

/** A database that cannot be opened, worded for the person who starts the server. Never holds its address. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable';

  constructor(
    message: string,
    options: ErrorOptions & {
      /** It may be there later by itself: a server that does not answer yet. */
      isPassing?: boolean;
    } = {},
  ) {
    super(message, options);
    this.isPassing = options.isPassing ?? false;
  }

  readonly isPassing: boolean;
}
