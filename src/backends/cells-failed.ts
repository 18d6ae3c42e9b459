/** Thrown where a cell failed in a backend, whose statement then fails as a whole: the stages that may fail have to run in the engine. */
export class CellsFailed extends Error {}
