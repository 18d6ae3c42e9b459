// Two patterns of the style sheet that are easy to write and to find: "a" meaning "per", and "is no" before a noun.
// Usage: node scripts/lint-english.mjs; exits with 1 where it finds one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where prose is: every string and comment of these files and folders. */
const places = ['src', 'docs', 'README.md', 'ARCHITECTURE.md'];
const unit =
  'row|rows|batch|group|cell|value|column|function|file|run|call|query|line|element|member|character|point|series|key|type|second|minute|hour|day|command|place|output|pair|entry|word|piece|stage|table|page|test|section|kind|operator|folder|sentence|idea|time|times';
const patterns = [
  {
    name: '"a" meaning "per": write "one row per group"',
    // "one file a command", "two bytes a character", "once a distinct value".
    test: new RegExp(
      `\\b(?:(?:one|two|three|several|\\d+) (?:[a-z-]+ )?(?:${unit}|byte|bytes|bit|array|state|place|entry|object)|once|twice|three times) an? (?:distinct |new |value |text )?(?:${unit})\\b`,
      'i',
    ),
  },
  {
    name: '"is no X" or "are none": write "is not a X", "that do not …"',
    test: /\b(?:is|are|was|were|be) no (?!(?:longer|more|less|fewer|other|such|need|reason|point|way|one|doubt|matter|better|worse|different)\b)[a-z]+\b(?<!\bno longer)|\b(?:is|are) none\b(?! of\b)/i,
  },
];
/** "There is no column" is plain English. */
const plain = /\bthere (?:is|are|was|were|may be|can be|would be|will be) (?:no|none)\b/gi;

function* filesOf(path) {
  if (/\.(ts|md|mjs)$/.test(path)) yield path;
  else if (!path.includes('.')) for (const entry of readdirSync(path)) yield* filesOf(join(path, entry));
}

let found = 0;
for (const path of places.flatMap((place) => [...filesOf(place)])) {
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((line, i) => {
      const prose = line.replace(plain, '').replace(/"[^"]*"/g, path.endsWith('.md') ? '' : '$&');
      for (const { name, test } of patterns) {
        const match = test.exec(prose);
        if (!match) continue;
        found++;
        console.error(`${path}:${i + 1}: ${match[0]} (${name})`);
      }
    });
}
if (found > 0) {
  console.error(`${found} ${found === 1 ? 'sentence' : 'sentences'}; see the style sheet in CONTRIBUTING.md`);
  process.exit(1);
}
