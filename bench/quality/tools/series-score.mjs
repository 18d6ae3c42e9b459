#!/usr/bin/env node
// Scorer for time-series anomaly detectors. Node only, no dependencies.
//
//   node series-score.mjs --data DIR --pred FILE.jsonl [--split split.json --part NAME]
//                  [--slack N] [--merge N] [--vus auto|N] [--json OUT] [--per-series]
//
// DIR     one JSON a series: {name, ts:[seconds], values:[number|null], windows:[[begin,end],…],
//         ignore?:[[begin,end],…]}   (both ends inclusive, in seconds)
// FILE    one JSON a line: {name, scores:[number|null,…], flags?:[0|1|-1,…], ms?:number}
//         scores: larger |score| = more anomalous (the sign may tell the direction); null counts as 0.
//         flags: the detector's own decision with its own defaults (any non-zero = anomaly).
//
// What is reported
//  nab      Numenta-benchmark score, profiles standard / lowFP / lowFN: 15 % probation (at most 750
//           points), one threshold for the whole corpus, chosen to maximise the score, normalised so
//           that "never alarm" = 0 and "first point of every window, no false alarm" = 100.
//           nab.atFlags is the same with the detector's own flags (nothing optimised).
//  rank     per-series mean over the series that have a window: aucPr (average precision, every point
//           of a window is a positive), vusPr (range-aware PR volume, buffer 0..L on both sides of a
//           window, L = --vus or 1 % of the length within 4..100), aucRoc;
//           pooledAucPr: all points of all series in one ranking (asks for comparable scores).
//  best     no point adjustment anywhere. f1: pointwise best F1, per-series best threshold.
//           fc1: composite F1 (pointwise precision, window recall), per-series best threshold.
//           gF1, gFc1, gEvent: the same with ONE threshold for all series; gEvent = event F1.
//  flags    at the detector's own flags: event precision D/(D+FA), event recall D/W, F1, where D =
//           windows with a flagged point (± slack), FA = runs of flagged points outside every window
//           ± slack (runs at most --merge points apart are one; a long run counts once for every 30
//           flagged points started). faPer1000 = FA per 1000 normal points, fpPer1000 = flagged normal
//           points per 1000; clean.* = only the series with no window; clean.quiet = share of those
//           without a single flag.
//  budget   event recall when one global threshold is set so that FA per 1000 normal points is at most
//           0.2 / 0.5 / 1 / 2.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const PROFILES = { standard: { tp: 1, fn: 1, fp: 0.11 }, lowFP: { tp: 1, fn: 1, fp: 0.22 }, lowFN: { tp: 1, fn: 2, fp: 0.11 } };

export function loadDir(dir) {
  const out = new Map();
  for (const f of fs.readdirSync(dir).sort()) {
    if (!f.endsWith('.json')) continue;
    const s = JSON.parse(fs.readFileSync(path.join(dir, f), 'utf8'));
    if (!s || !Array.isArray(s.ts)) continue;
    out.set(s.name, s);
  }
  return out;
}

export function loadPred(file) {
  const out = new Map();
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    if (!line.trim()) continue;
    const p = JSON.parse(line);
    out.set(p.name, p);
  }
  return out;
}

// windows given in seconds -> inclusive index ranges, clipped, in order, merged where they overlap
export function toRanges(ts, wins) {
  const r = [];
  for (const [b, e] of wins || []) {
    let lo = -1, hi = -1;
    for (let i = 0; i < ts.length; i++) if (ts[i] >= b && ts[i] <= e) { if (lo < 0) lo = i; hi = i; }
    if (lo >= 0) r.push([lo, hi]);
  }
  r.sort((a, b) => a[0] - b[0]);
  const m = [];
  for (const x of r) {
    const l = m[m.length - 1];
    if (l && x[0] <= l[1]) l[1] = Math.max(l[1], x[1]); else m.push([...x]);
  }
  return m;
}

function prep(series, pred) {
  const n = series.ts.length;
  const sc = new Float64Array(n);
  if (pred.scores.length !== n) throw new Error(`${series.name}: ${pred.scores.length} scores for ${n} points`);
  for (let i = 0; i < n; i++) {
    const v = pred.scores[i];
    sc[i] = v === null || v === undefined || !Number.isFinite(v) ? 0 : Math.abs(v);
  }
  let flags = null;
  if (pred.flags) {
    if (pred.flags.length !== n) throw new Error(`${series.name}: ${pred.flags.length} flags for ${n} points`);
    flags = new Uint8Array(n);
    for (let i = 0; i < n; i++) flags[i] = pred.flags[i] ? 1 : 0;
  }
  const ranges = toRanges(series.ts, series.windows);
  const label = new Uint8Array(n);
  for (const [a, b] of ranges) for (let i = a; i <= b; i++) label[i] = 1;
  const ign = new Uint8Array(n);
  for (const [a, b] of toRanges(series.ts, series.ignore)) for (let i = a; i <= b; i++) if (!label[i]) ign[i] = 1;
  return { name: series.name, n, ts: series.ts, sc, flags, ranges, label, ign, windows: series.windows || [] };
}

// ---------------------------------------------------------------- NAB
const sgm = (x) => (x > 3 ? -1 : 2 / (1 + Math.exp(5 * x)) - 1);

// NAB walks by timestamps; begin/end are matched on the first row that has them
function nabRows(s) {
  const rows = [];
  const n = s.n;
  const prob = Math.min(Math.floor(0.15 * n), 0.15 * 5000);
  const max = sgm(-1);
  let prevR = -1, prevW = 0, k = 0;
  const rg = s.ranges;
  for (let i = 0; i < n; i++) {
    while (k < rg.length && rg[k][1] < i) { prevR = rg[k][1]; prevW = rg[k][1] - rg[k][0] + 1; k++; }
    const inside = k < rg.length && i >= rg[k][0];
    let v;
    if (inside) v = sgm(-(rg[k][1] - i + 1) / (rg[k][1] - rg[k][0] + 1)) / max;
    else v = prevR < 0 ? -1 : sgm((i - prevR) / Math.max(1, prevW - 1));
    if (i >= prob && !s.ign[i]) rows.push([s.sc[i], v, inside ? `${s.name}#${k}` : null, s.flags ? s.flags[i] : 0]);
  }
  return rows;
}

export function nab(list) {
  let rows = [];
  for (const s of list) rows = rows.concat(nabRows(s));
  const win = new Set();
  for (const r of rows) if (r[2]) win.add(r[2]);
  rows.sort((a, b) => b[0] - a[0]);
  const res = {};
  for (const [pn, p] of Object.entries(PROFILES)) {
    const parts = new Map();
    let tot = -p.fn * win.size, best = tot, thr = Infinity, fp = 0, tpw = 0, bfp = 0, btp = 0;
    const base = -p.fn * win.size, perfect = p.tp * win.size;
    for (let i = 0; i < rows.length; i++) {
      const [sc, v, w] = rows[i];
      if (w) {
        const old = parts.has(w) ? parts.get(w) : -p.fn;
        if (!parts.has(w)) tpw++;
        const nw = Math.max(old, v * p.tp);
        parts.set(w, nw); tot += nw - old;
      } else { tot += v * p.fp; fp++; }
      if (i + 1 === rows.length || rows[i + 1][0] !== sc) if (tot > best) { best = tot; thr = sc; bfp = fp; btp = tpw; }
    }
    const norm = (x) => (win.size ? (100 * (x - base)) / (perfect - base) : null);
    res[pn] = { score: norm(best), threshold: thr === Infinity ? null : thr, windowsHit: btp, windows: win.size, fpPoints: bfp };
    if (list.every((s) => s.flags)) {
      const fp2 = new Map(); let t2 = base;
      for (const [, v, w, f] of rows) {
        if (!f) continue;
        if (w) { const old = fp2.has(w) ? fp2.get(w) : -p.fn; const nw = Math.max(old, v * p.tp); fp2.set(w, nw); t2 += nw - old; }
        else t2 += v * p.fp;
      }
      res[pn].atFlags = norm(t2);
    }
  }
  return res;
}

// ---------------------------------------------------------------- ranking metrics
function order(s) {
  const idx = [];
  for (let i = 0; i < s.n; i++) if (!s.ign[i]) idx.push(i);
  idx.sort((a, b) => s.sc[b] - s.sc[a]);
  return idx;
}

function apOf(pairs) { // pairs sorted by score desc: [score,label]; ties handled as one step
  let P = 0; for (const p of pairs) P += p[1];
  if (!P) return null;
  let tp = 0, ap = 0, prev = 0;
  for (let i = 0; i < pairs.length; i++) {
    tp += pairs[i][1];
    if (i + 1 === pairs.length || pairs[i + 1][0] !== pairs[i][0]) { const r = tp / P; ap += (r - prev) * (tp / (i + 1)); prev = r; }
  }
  return ap;
}

function rocOf(pairs) {
  let P = 0; for (const p of pairs) P += p[1];
  const N = pairs.length - P;
  if (!P || !N) return null;
  let tp = 0, fp = 0, ptp = 0, pfp = 0, a = 0;
  for (let i = 0; i < pairs.length; i++) {
    if (pairs[i][1]) tp++; else fp++;
    if (i + 1 === pairs.length || pairs[i + 1][0] !== pairs[i][0]) { a += ((fp - pfp) * (tp + ptp)) / 2; ptp = tp; pfp = fp; }
  }
  return a / (P * N);
}

// Volume under the PR surface: for a buffer l the label is 1 in a window and falls as sqrt(1 - d/l) up
// to l/2 points outside; recall is weighted by the share of (widened) windows that were touched at all.
export function vusPr(s, L) {
  if (!s.ranges.length) return null;
  const idx = order(s);
  const m = idx.length;
  if (!m) return null;
  const rank = new Int32Array(s.n).fill(m);
  idx.forEach((i, k) => { rank[i] = k; });
  const cuts = []; // at most 250 cut ranks, never inside a tie
  const step = Math.max(1, Math.floor(m / 250));
  for (let k = 0; k < m; k++) {
    const end = k + 1 === m || s.sc[idx[k + 1]] !== s.sc[idx[k]];
    if (end && (cuts.length === 0 || k + 1 - cuts[cuts.length - 1] >= (cuts.length < 50 ? 1 : step) || k + 1 === m)) cuts.push(k + 1);
  }
  let P0 = 0; for (const i of idx) P0 += s.label[i];
  const ls = []; const st = Math.max(1, Math.floor(L / 16));
  for (let l = 0; l <= L; l += st) ls.push(l);
  let sum = 0;
  for (const l of ls) {
    const w = new Float64Array(s.n);
    const h = Math.floor(l / 2);
    const seg = [];
    for (const [a, b] of s.ranges) {
      for (let i = a; i <= b; i++) w[i] = 1;
      for (let d = 1; d <= h; d++) {
        const v = Math.sqrt(1 - d / l);
        if (b + d < s.n) w[b + d] = Math.max(w[b + d], v);
        if (a - d >= 0) w[a - d] = Math.max(w[a - d], v);
      }
      const x = [Math.max(0, a - h), Math.min(s.n - 1, b + h)];
      const q = seg[seg.length - 1];
      if (q && x[0] <= q[1]) q[1] = x[1]; else seg.push(x);
    }
    let Pl = 0; for (const i of idx) Pl += w[i];
    const Pn = (P0 + Pl) / 2;
    const first = seg.map(([a, b]) => { let r = m; for (let i = a; i <= b; i++) if (rank[i] < r) r = rank[i]; return r; }).sort((x, y) => x - y);
    let tp = 0, k = 0, e = 0, prev = 0, ap = 0;
    for (const c of cuts) {
      for (; k < c; k++) tp += w[idx[k]];
      while (e < first.length && first[e] < c) e++;
      const rec = Math.min(1, tp / Pn) * (e / seg.length);
      ap += (rec - prev) * (tp / c); prev = rec;
    }
    sum += ap;
  }
  return sum / ls.length;
}

function bestF(s) {
  const idx = order(s);
  let P = 0; for (const i of idx) P += s.label[i];
  if (!P) return null;
  const wid = new Int32Array(s.n).fill(-1);
  s.ranges.forEach(([a, b], k) => { for (let i = a; i <= b; i++) wid[i] = k; });
  const hit = new Uint8Array(s.ranges.length);
  let tp = 0, h = 0, f1 = 0, fc1 = 0;
  for (let k = 0; k < idx.length; k++) {
    const i = idx[k];
    if (s.label[i]) { tp++; if (!hit[wid[i]]) { hit[wid[i]] = 1; h++; } }
    if (k + 1 === idx.length || s.sc[idx[k + 1]] !== s.sc[i]) {
      const pr = tp / (k + 1), re = tp / P, er = h / s.ranges.length;
      if (pr + re) f1 = Math.max(f1, (2 * pr * re) / (pr + re));
      if (pr + er) fc1 = Math.max(fc1, (2 * pr * er) / (pr + er));
    }
  }
  return { f1, fc1 };
}

// ---------------------------------------------------------------- events
// returns {D windows hit, W windows, FA false alarms, fp flagged normal points, tpPts, flagged, normal}
const LONG = 30; // a run of flagged normal points counts as one false alarm for every 30 points started
export function events(s, on, slack, merge) {
  const hit = new Uint8Array(s.ranges.length);
  let FA = 0, fp = 0, flagged = 0, tpPts = 0, last = -1e9, run = 0, k = 0;
  for (let i = 0; i < s.n; i++) {
    if (!on(i)) continue;
    flagged++;
    while (k < s.ranges.length && s.ranges[k][1] + slack < i) k++;
    let inside = false;
    for (let q = k; q < s.ranges.length && s.ranges[q][0] - slack <= i; q++) if (i <= s.ranges[q][1] + slack) { hit[q] = 1; inside = true; }
    if (inside) { if (s.label[i]) tpPts++; continue; }
    if (s.ign[i]) continue;
    fp++;
    if (i - last > merge + 1) { FA++; run = 1; } else if (++run > LONG) { FA++; run = 1; }
    last = i;
  }
  let D = 0; for (const h of hit) D += h;
  let normal = 0; for (let i = 0; i < s.n; i++) if (!s.label[i] && !s.ign[i]) normal++;
  return { D, W: s.ranges.length, FA, fp, tpPts, flagged, normal };
}

function sumEv(list, f, slack, merge) {
  const t = { D: 0, W: 0, FA: 0, fp: 0, tpPts: 0, flagged: 0, normal: 0, pos: 0, clean: 0, cleanQuiet: 0, cleanFA: 0, cleanNormal: 0, cleanFp: 0 };
  for (const s of list) {
    const e = events(s, (i) => f(s, i), slack, merge);
    for (const k of ['D', 'W', 'FA', 'fp', 'tpPts', 'flagged', 'normal']) t[k] += e[k];
    for (let i = 0; i < s.n; i++) t.pos += s.label[i];
    if (!e.W) { t.clean++; t.cleanFA += e.FA; t.cleanNormal += e.normal; t.cleanFp += e.fp; if (!e.flagged) t.cleanQuiet++; }
  }
  const P = t.D + t.FA ? t.D / (t.D + t.FA) : 0, R = t.W ? t.D / t.W : 0;
  t.precision = P; t.recall = R; t.f1 = P + R ? (2 * P * R) / (P + R) : 0;
  t.faPer1000 = (1000 * t.FA) / Math.max(1, t.normal); t.fpPer1000 = (1000 * t.fp) / Math.max(1, t.normal);
  return t;
}

const mean = (a) => { const b = a.filter((x) => x !== null && Number.isFinite(x)); return b.length ? b.reduce((x, y) => x + y, 0) / b.length : null; };

export function scoreAll(dataMap, predMap, opt = {}) {
  const slack = opt.slack ?? 2, merge = opt.merge ?? 5;
  const list = []; const missing = [];
  for (const [name, s] of dataMap) {
    if (opt.only && !opt.only.has(name)) continue;
    const p = predMap.get(name);
    if (!p) { missing.push(name); continue; }
    list.push(prep(s, p));
  }
  const per = []; const pooled = [];
  for (const s of list) {
    const idx = order(s);
    const pairs = idx.map((i) => [s.sc[i], s.label[i]]);
    for (const x of pairs) pooled.push(x);
    const L = opt.vus && opt.vus !== 'auto' ? Number(opt.vus) : Math.max(4, Math.min(100, Math.round(s.n * 0.01)));
    const bf = bestF(s);
    per.push({ name: s.name, n: s.n, windows: s.ranges.length, aucPr: s.ranges.length ? apOf(pairs) : null, vusPr: vusPr(s, L), aucRoc: s.ranges.length ? rocOf(pairs) : null, f1: bf ? bf.f1 : null, fc1: bf ? bf.fc1 : null,
      ...(s.flags ? { flags: (({ D, W, FA, fp }) => ({ D, W, FA, fp }))(events(s, (i) => s.flags[i], slack, merge)) } : {}) });
  }
  pooled.sort((a, b) => b[0] - a[0]);
  // global thresholds: distinct pooled scores at ranks that grow geometrically
  const cand = new Set();
  for (let k = 1; k <= pooled.length; k = Math.max(k + 1, Math.floor(k * 1.06))) cand.add(pooled[Math.min(k, pooled.length) - 1][0]);
  let gF1 = 0, gFc1 = 0, gEv = { f1: 0 };
  const budgets = [0.2, 0.5, 1, 2]; const bud = budgets.map(() => ({ recall: 0, threshold: null, faPer1000: 0 }));
  let lastSize = 0;
  for (const thr of cand) {
    const t = sumEv(list, (s, i) => s.sc[i] >= thr, slack, merge);
    const pr = t.tpPts / Math.max(1, t.tpPts + t.fp), re = t.pos ? t.tpPts / t.pos : 0;
    if (pr + re) gF1 = Math.max(gF1, (2 * pr * re) / (pr + re));
    if (pr + t.recall) gFc1 = Math.max(gFc1, (2 * pr * t.recall) / (pr + t.recall));
    if (t.f1 > gEv.f1) gEv = { f1: t.f1, precision: t.precision, recall: t.recall, threshold: thr, faPer1000: t.faPer1000 };
    budgets.forEach((b, k) => { if (t.faPer1000 <= b && t.fpPer1000 <= 50 && t.recall > bud[k].recall) bud[k] = { recall: t.recall, threshold: thr, faPer1000: t.faPer1000 }; });
    lastSize = t.flagged;
    if (lastSize > 0.5 * pooled.length) break;
  }
  const withFlags = list.length && list.every((s) => s.flags);
  let flags = null;
  if (withFlags) {
    const t = sumEv(list, (s, i) => s.flags[i], slack, merge);
    flags = { precision: t.precision, recall: t.recall, f1: t.f1, windowsHit: t.D, windows: t.W, falseAlarms: t.FA, faPer1000: t.faPer1000, fpPer1000: t.fpPer1000,
      clean: t.clean ? { series: t.clean, quiet: t.cleanQuiet / t.clean, faPer1000: (1000 * t.cleanFA) / Math.max(1, t.cleanNormal), fpPer1000: (1000 * t.cleanFp) / Math.max(1, t.cleanNormal) } : null };
  }
  let ms = 0, pts = 0, timed = 0;
  for (const s of list) { const p = predMap.get(s.name); if (Number.isFinite(p.ms)) { ms += p.ms; pts += s.n; timed++; } }
  return {
    series: list.length, missing, points: list.reduce((a, s) => a + s.n, 0), windows: list.reduce((a, s) => a + s.ranges.length, 0),
    nab: nab(list),
    rank: { aucPr: mean(per.map((x) => x.aucPr)), vusPr: mean(per.map((x) => x.vusPr)), aucRoc: mean(per.map((x) => x.aucRoc)), pooledAucPr: apOf(pooled) },
    best: { f1: mean(per.map((x) => x.f1)), fc1: mean(per.map((x) => x.fc1)), gF1, gFc1, gEvent: gEv },
    flags, budget: Object.fromEntries(budgets.map((b, k) => [b, bud[k]])),
    msPer10k: timed ? (1e4 * ms) / pts : null,
    perSeries: per,
  };
}

export function row(name, r) {
  const f = (x, d = 3) => (x === null || x === undefined ? '-' : x.toFixed(d));
  const g = r.flags || {};
  return [name, f(r.nab.standard.score, 1), f(r.nab.standard.atFlags, 1), f(r.rank.aucPr), f(r.rank.vusPr), f(r.rank.pooledAucPr), f(r.best.f1), f(r.best.fc1), f(r.best.gEvent.f1), f(g.precision), f(g.recall), f(g.f1), f(g.faPer1000, 2), g.clean ? f(g.clean.faPer1000, 2) : '-', g.clean ? f(g.clean.quiet, 2) : '-', f(r.budget[0.5].recall), f(r.budget[1].recall), f(r.msPer10k, 1)];
}
export const HEAD = ['detector', 'NAB', 'NAB@fl', 'AUC-PR', 'VUS-PR', 'pool', 'bF1', 'bFc1', 'gEvF1', 'flP', 'flR', 'flF1', 'FA/k', 'cFA/k', 'quiet', 'R@.5', 'R@1', 'ms/10k'];

async function main() {
  const a = process.argv.slice(2); const o = { pred: [] };
  for (let i = 0; i < a.length; i++) {
    const k = a[i].replace(/^--/, '');
    if (k === 'per-series') o.per = true;
    else if (k === 'pred') o.pred.push(a[++i]);
    else if (!a[i].startsWith('--')) o.pred.push(a[i]);
    else o[k] = a[++i];
  }
  if (!o.data || !o.pred.length) {
    console.error('usage: node series-score.mjs --data DIR --pred FILE.jsonl [more.jsonl …] [--split split.json --part NAME] [--slack 2] [--merge 5] [--vus auto|N] [--json OUT] [--per-series]');
    process.exit(2);
  }
  const data = loadDir(o.data);
  let only = null;
  if (o.split) {
    const sp = JSON.parse(fs.readFileSync(o.split, 'utf8'));
    only = new Set(sp[o.part || 'dev'] || []);
  }
  const table = [HEAD]; const all = {};
  for (const file of o.pred) {
    const name = path.basename(file).replace(/\.jsonl$/, '');
    const r = scoreAll(data, loadPred(file), { only, slack: o.slack !== undefined ? Number(o.slack) : undefined, merge: o.merge !== undefined ? Number(o.merge) : undefined, vus: o.vus });
    if (r.missing.length) console.error(`${name}: no prediction for ${r.missing.length} series`);
    if (!o.per) delete r.perSeries;
    all[name] = r;
    table.push(row(name, r));
  }
  const w = table[0].map((_, c) => Math.max(...table.map((t) => String(t[c]).length)));
  for (const t of table) console.log(t.map((x, c) => (c ? String(x).padStart(w[c]) : String(x).padEnd(w[c]))).join('  '));
  if (o.json) fs.writeFileSync(o.json, JSON.stringify(all, null, 1));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
