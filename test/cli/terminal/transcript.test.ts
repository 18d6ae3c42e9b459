import { describe, expect, it } from 'vitest';
import { endsWith } from './transcript.ts';

describe('the screens of a transcript', () => {
  const screen = ['$ one', 'two (2)', '', 'three'];
  it('are compared row by row from the end, with gaps where they say so', () => {
    for (const rows of [['three'], ['two (2)', '', 'three'], ['t⋯)', '', 'three'], ['$ one', '⋮', 'three'], ['⋮', 'three']])
      expect(endsWith(screen, rows), rows.join()).toBe(true);
    for (const rows of [['ree'], ['two (2)'], ['two (2)', 'three'], ['two .2.', '', 'three'], ['one', '⋮', 'three'], ['', '', 'three']])
      expect(endsWith(screen, rows), rows.join()).toBe(false);
  });
});
