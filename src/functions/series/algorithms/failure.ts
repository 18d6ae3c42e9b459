/** Why a function has no answer for an input; becomes the `error_msg` of its result and a warning of the query. Not an Error: no stack is taken. */
export class SeriesFailure {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}
