import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertState, type Change, inactive, nextState, type Stretch } from '../../src/alerts/state.ts';

const minute = 60_000;
const rule = { for: 2 * minute, keepFiringFor: 3 * minute };

/** What is said over minutes, of which each is odd (`x`), odd the other way as before the alert (`o`) or calm. */
function said(minutes: string, start: AlertState = inactive): { readonly changes: string; readonly state: AlertState } {
  let state = start;
  let changes = '';
  let begin = 0;
  for (const [i, odd] of [...minutes].entries()) {
    if (odd !== minutes[i - 1]) begin = i * minute;
    const stretch: Stretch | undefined =
      odd === '.'
        ? undefined
        : { begin, last: i * minute, value: odd === 'x' ? 100 : 10, expected: odd === 'x' ? 10 : 60, bound: odd === 'x' ? 30 : 40 };
    let change: Change;
    [state, change] = nextState(state, stretch, (i + 1) * minute, rule);
    changes += change === undefined ? '.' : change[0]!.toUpperCase();
  }
  return { changes, state };
}

describe('an alert', () => {
  it('is pending until it has lasted, fires once, and is resolved when nothing was odd for a while', () => {
    expect(said('..xxxxx......').changes).toBe('..PF.....R...');
  });

  it('is not said of what is over before', () => {
    expect(said('..x....x...').changes).toBe('..P....P...');
    expect(said('..x....x...').state).toEqual(inactive);
  });

  it('is one where a series flaps', () => {
    expect(said('..xx.x..xx.x.x....').changes.replaceAll('.', '')).toBe('PFR');
  });

  it('is not the way back to what was normal', () => {
    expect(said('..xxxxxxooooooooo....').changes.replaceAll('.', '')).toBe('PFR');
    // Later it is.
    expect(said('..xxxxxx......................oooo').changes.replaceAll('.', '')).toBe('PFRPF');
  });

  it('goes on after a restart', () => {
    for (let at = 1; at < 12; at++) {
      const minutes = '..xxxxx......';
      const first = said(minutes.slice(0, at));
      const saved = JSON.parse(JSON.stringify(first.state)) as AlertState;
      // The second run counts its minutes from where the first one ended.
      let state = saved;
      let changes = first.changes;
      for (let i = at; i < minutes.length; i++) {
        const stretch = minutes[i] === 'x' ? { begin: 2 * minute, last: i * minute, value: 100, expected: 10, bound: 30 } : undefined;
        const [next, change] = nextState(state, stretch, (i + 1) * minute, rule);
        state = next;
        changes += change === undefined ? '.' : change[0]!.toUpperCase();
      }
      expect(changes).toBe('..PF.....R...');
    }
  });

  it('fires and is resolved in turn, and never without having lasted', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('.', 'x', 'x', 'o'), { maxLength: 60 }), (minutes) => {
        const { changes } = said(minutes.join(''));
        const turns = changes.replaceAll(/[.P]/g, '');
        expect(turns).toMatch(/^(?:FR)*F?$/);
        for (const { index } of changes.matchAll(/F/g)) expect(minutes[index]).not.toBe('.');
      }),
    );
  });
});
