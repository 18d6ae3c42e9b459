import fc from 'fast-check';
import { jsonLaws } from './json.ts';
import { type FormatLaw, line, lines, word } from './law.ts';
import { logLaws } from './logs.ts';
import { metricLaws } from './metrics.ts';
import { traceLaws } from './traces.ts';

const klog: FormatLaw = {
  options: { year: 2024 },
  written: lines(
    fc.record({ ns: fc.nat({ max: 999_999 }), message: line, key: line }),
    ({ ns, message, key }) =>
      `W0229 01:02:03.${String(ns).padStart(6, '0')}    1234 file.go:7] ${JSON.stringify(message)} key=${JSON.stringify(key)}`,
    ({ ns, message, key }) => ({
      __time__: 1709168523,
      __time_ns_part__: ns * 1000,
      severity: 'W',
      thread: 1234,
      file: 'file.go',
      line: 7,
      message,
      key,
    }),
  ),
};

const fields = fc.record({ host: word, n: fc.integer(), text: line.map((part) => `x${part}`) });

const csv: FormatLaw = {
  written: lines(
    fields,
    ({ host, n, text }) => `${host},${n},"${text.replaceAll('"', '""')}"`,
    (value) => value,
  ).map(({ text, rows }) => ({ text: `host,n,text\n${text}`, rows })),
};

const tsv: FormatLaw = {
  guessed: 'csv',
  written: lines(
    fc.record({ host: word, n: fc.integer(), other: word }),
    ({ host, n, other }) => `${host}\t${n}\t${other}`,
    (value) => value,
  ).map(({ text, rows }) => ({ text: `host\tn\tother\n${text}`, rows })),
};

/** What every format must keep. */
export const formatLaws: Readonly<Record<string, readonly FormatLaw[]>> = {
  klog: [klog],
  csv: [csv],
  tsv: [tsv],
  ...jsonLaws,
  ...logLaws,
  ...metricLaws,
  ...traceLaws,
};
