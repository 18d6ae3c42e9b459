import { Warnings } from '../context.ts';

/** Ends the work on a part of the rows, which is then done where all rows are. */
export class GivenUp extends Error {}

export const giveUp = (): never => {
  throw new GivenUp();
};

/** Warnings that nobody would read: where one is due, the part is given up. */
export class NoWarnings extends Warnings {
  override add = giveUp;
  override countFailure = giveUp;
  override countCall = giveUp;
}
