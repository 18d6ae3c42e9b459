/** Whether this is the run of all tests (`npm run check`, CI) and not the quick one of `npm test`. */
export const thorough = process.env.LOGFLUME_THOROUGH === '1';

/** How many cases of a law are tried: those of the thorough run, or a quarter of them. */
export const runs = (number: number): number => (thorough ? number : Math.ceil(number / 4));
