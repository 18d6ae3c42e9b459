import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { binders } from '../../src/operators/commands/index.ts';
import { commands } from '../../src/parser/commands/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const words = Object.keys(commands).sort();

/** Files of the parser's folder that several commands share. */
const shared = ['assignments-command', 'command', 'index', 'options-command'];

describe('a command has the same stem in every layer', () => {
  for (const word of words)
    it(word, () => {
      expect(existsSync(join(root, 'src/parser/commands', `${word}.ts`))).toBe(true);
      expect(existsSync(join(root, 'src/operators/commands', `${word}.ts`))).toBe(true);
    });

  it('and the folders contain nothing else', () => {
    const stems = (folder: string) => readdirSync(join(root, folder)).map((name) => name.replace(/\.ts$/, ''));
    expect(
      stems('src/parser/commands')
        .filter((stem) => !shared.includes(stem))
        .sort(),
    ).toEqual(words);
    expect(
      stems('src/operators/commands')
        .filter((stem) => stem !== 'index')
        .sort(),
    ).toEqual(words);
    expect(
      Object.keys(binders)
        .filter((kind) => kind !== 'unknown')
        .sort(),
    ).toEqual(words);
  });
});

describe('ARCHITECTURE.md', () => {
  const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const paths = [...page.matchAll(/`((?:src|test|bench|docs)\/[^`]+)`/g)].map(([, path]) => path!.replace(/<.*/, ''));

  it('names only paths that exist', () => {
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('has the layers that are checked', () => {
    const rules = readFileSync(join(root, '.dependency-cruiser.cjs'), 'utf8');
    const layers = page.slice(page.indexOf('## Layers'), page.indexOf('## Where things are'));
    const named = [...layers.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, name]) => name);
    const checked = [...rules.slice(rules.indexOf('mayImport'), rules.indexOf('onlyFrom')).matchAll(/^ {2}([a-z]+): \[/gm)].map(
      ([, name]) => name,
    );
    expect(named).toEqual(checked);
  });
});
