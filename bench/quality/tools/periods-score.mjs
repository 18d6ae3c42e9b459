#!/usr/bin/env node
// Scores a period detector. Node only.
//   node score-periods.mjs --data DIR --pred FILE.jsonl [--pred …]      DIR as made by generate.mjs (meta.periods)
//   node score-periods.mjs --m4 m4-hourly.jsonl --pred FILE.jsonl       truth: 24 (168 also counts as right)
// FILE: {name, periods:[in points, best first]} a line.
// hit = true periods that were found (within 2 % or 1 point, or as a whole multiple of one if --multiples);
// top1 = first answer right (for series that have a period); wrong = answers that are neither a true period nor a
// multiple of one, a series; clean = share of the series without a period for which nothing was answered.
import fs from 'node:fs'; import path from 'node:path'; import { loadDir } from './series-score.mjs';
const a = process.argv.slice(2); const o = { pred: [] }; for (let i = 0; i < a.length; i++) { const k = a[i].slice(2); if (k === 'pred') o.pred.push(a[++i]); else if (k === 'multiples') o.multiples = true; else o[k] = a[++i]; }
const truth = new Map();
if (o.m4) for (const l of fs.readFileSync(o.m4, 'utf8').split('\n')) { if (l) { const s = JSON.parse(l); truth.set(s.name, { p: [24], n: s.train.length }); } } else for (const [n, s] of loadDir(o.data)) truth.set(n, { p: s.meta.periods, n: s.ts.length });
const near = (q, p) => Math.abs(q - p) <= Math.max(1, 0.02 * p); const mult = (q, p) => { const k = Math.round(q / p); return k >= 1 && near(q, k * p); };
for (const f of o.pred) {
  let hit = 0, all = 0, top = 0, withP = 0, wrong = 0, none = 0, quiet = 0, ms = 0, pts = 0;
  for (const l of fs.readFileSync(f, 'utf8').split('\n')) { if (!l) continue; const r = JSON.parse(l); const t = truth.get(r.name); if (!t) continue; const P = r.periods || []; if (r.ms) { ms += r.ms; pts += t.n; }
    if (!t.p.length) { none++; if (!P.length) quiet++; else wrong += P.length; continue; }
    withP++; for (const p of t.p) { all++; if (P.some((q) => near(q, p) || (o.multiples && mult(q, p)))) hit++; }
    if (P.length && t.p.some((p) => near(P[0], p) || (o.m4 && near(P[0], 168)))) top++;
    wrong += P.filter((q) => !t.p.some((p) => mult(q, p))).length; }
  console.log(path.basename(f).padEnd(28), `hit ${hit}/${all} ${(hit / Math.max(1, all)).toFixed(3)}  top1 ${(top / Math.max(1, withP)).toFixed(3)}  wrong/series ${(wrong / Math.max(1, withP + none)).toFixed(3)}  clean ${none ? (quiet / none).toFixed(3) : '-'}  ms/10k ${pts ? ((1e4 * ms) / pts).toFixed(1) : '-'}`);
}
