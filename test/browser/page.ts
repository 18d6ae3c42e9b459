// @ts-expect-error: the server makes this module of the log
import { log } from './log.js';
import { study } from './study.ts';

/** What the test asks the page for. */
async function report() {
  const violations: string[] = [];
  const page = globalThis as unknown as EventTarget; // a page is compiled without the types of one
  page.addEventListener('securitypolicyviolation', (event) =>
    violations.push((event as Event & { violatedDirective: string }).violatedDirective),
  );
  const found = await study(log as string);
  let evalIsRefused = false;
  const broken = [...violations];
  try {
    new Function('');
  } catch {
    evalIsRefused = true;
  }
  return { found, broken, evalIsRefused };
}

Object.assign(globalThis, { report: report() });
