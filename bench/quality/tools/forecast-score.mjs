#!/usr/bin/env node
// Scores forecasts. Node only.
//   node score-forecast.mjs make --data DIR --out FILE.jsonl [--hours 24]   from generate.mjs series: the last
//        --hours are the test, the rest the train; series with at least 3 days and no window in the test part
//   node score-forecast.mjs --truth FILE.jsonl --pred FILE.jsonl [--pred …] [--alpha 0.05]
// truth: {name, period, train:[], test:[]} a line; pred: {name, mean:[], lower?:[], upper?:[]} a line.
// sMAPE (per cent, as in M4), MASE (scaled by the in-sample seasonal-naive error), sMAPE/MASE medians, coverage
// of [lower, upper] and MSIS at 1-alpha. Null points are left out. Means are over series.
import fs from 'node:fs'; import path from 'node:path'; import { loadDir } from './series-score.mjs';
const a = process.argv.slice(2); const o = { pred: [], alpha: 0.05, hours: 24 }; const make = a[0] === 'make'; for (let i = make ? 1 : 0; i < a.length; i++) { const k = a[i].slice(2); if (k === 'pred') o.pred.push(a[++i]); else o[k] = a[++i]; }
if (make) {
  const out = []; for (const [name, s] of loadDir(o.data)) { const per = 86400 / s.meta.step, h = Math.round((o.hours * 3600) / s.meta.step), n = s.ts.length; if (n - h < 3 * per) continue; const t0 = s.ts[n - h]; if (s.windows.some((w) => w[1] >= t0) || (s.ignore || []).some((w) => w[1] >= t0)) continue; out.push(JSON.stringify({ name, period: s.meta.periods.includes(per) ? per : s.meta.periods[0] || 1, step: s.meta.step, train: s.values.slice(0, n - h), test: s.values.slice(n - h) })); }
  fs.writeFileSync(o.out, out.join('\n') + '\n'); console.log(out.length, 'series'); process.exit(0);
}
const read = (f) => fs.readFileSync(f, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l)); const T = read(o.truth); const ok = (v) => v !== null && Number.isFinite(v);
for (const f of o.pred) {
  const P = new Map(read(f).map((p) => [p.name, p])); const S = [], M = [], C = [], I = []; let ms = 0, k = 0;
  for (const t of T) { const p = P.get(t.name); if (!p) continue; const m = Math.max(1, t.period); let sc = 0, c = 0; for (let i = m; i < t.train.length; i++) if (ok(t.train[i]) && ok(t.train[i - m])) { sc += Math.abs(t.train[i] - t.train[i - m]); c++; } sc /= Math.max(1, c);
    let sm = 0, ae = 0, n = 0, cov = 0, is = 0, ci = 0; for (let i = 0; i < t.test.length; i++) { const y = t.test[i], q = p.mean[i]; if (!ok(y) || !ok(q)) continue; n++; ae += Math.abs(y - q); const d = Math.abs(y) + Math.abs(q); sm += d > 0 ? (200 * Math.abs(y - q)) / d : 0; if (p.lower && p.upper) { ci++; const L = p.lower[i], U = p.upper[i]; if (y >= L && y <= U) cov++; is += U - L + (y < L ? (2 / o.alpha) * (L - y) : 0) + (y > U ? (2 / o.alpha) * (y - U) : 0); } }
    if (!n) continue; S.push(sm / n); if (sc > 0) { M.push(ae / n / sc); if (ci) I.push(is / ci / sc); } if (ci) C.push(cov / ci); if (p.ms) { ms += p.ms; k += t.train.length; } }
  const mean = (x) => (x.length ? x.reduce((p, q) => p + q, 0) / x.length : NaN), med = (x) => { const y = [...x].sort((p, q) => p - q); return y.length ? y[y.length >> 1] : NaN; };
  console.log(path.basename(f).padEnd(26), `series ${S.length}  sMAPE ${mean(S).toFixed(3)} (median ${med(S).toFixed(3)})  MASE ${mean(M).toFixed(3)} (median ${med(M).toFixed(3)})  coverage ${C.length ? mean(C).toFixed(3) : '-'}  MSIS ${I.length ? mean(I).toFixed(2) : '-'}  ms/10k ${k ? ((1e4 * ms) / k).toFixed(1) : '-'}`);
}
