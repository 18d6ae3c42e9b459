/** Why a series cannot be judged; becomes the `error_msg` of a series function. */
export class SeriesFailure {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}
