import fc from 'fast-check';

// npm test draws the same examples every time; npm run laws draws new ones, and more of them.
const seed = process.env.LOGFLUME_SEED;
fc.configureGlobal(seed === undefined ? { seed: 20251126 } : { seed: Number(seed), interruptAfterTimeLimit: 50_000 });
