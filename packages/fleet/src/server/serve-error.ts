/** The server cannot start, for a reason that its operator can do something about: one plain sentence. */
export class ServeError extends Error {}
