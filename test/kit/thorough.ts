/** Whether this is the run of all tests (`npm run check`, CI) and not the quick one of `npm test`. */
export const thorough = process.env.LOGFLUME_THOROUGH === '1';
