#!/usr/bin/env node
// Makes labelled log-like time series. Node only, seeded, the same bytes for the same seed.
//
//   node series-generate.mjs OUTDIR [--n 200] [--seed 1] [--clean 0.3]
//
// One JSON a series: {name, ts:[s], values:[number|null], windows:[[begin,end],…], ignore:[[begin,end],…],
// meta:{family, step, periods:[in points], anomalies:[{kind,begin,end,k}], clean}}.
// windows = what a person on call would want to hear of; ignore = the time after a lasting shift in
// which neither an alarm nor silence is wrong. About --clean of the series have no anomaly at all.
// k is the size of a change in units of the local noise.
import fs from 'node:fs';
import path from 'node:path';

const argv = process.argv.slice(2);
const opt = { n: 200, seed: 1, clean: 0.3 }; let out = null;
for (let i = 0; i < argv.length; i++) { if (argv[i].startsWith('--')) opt[argv[i].slice(2)] = Number(argv[++i]); else out = argv[i]; }
if (!out) { console.error('usage: node series-generate.mjs OUTDIR [--n 200] [--seed 1] [--clean 0.3]'); process.exit(2); }
fs.mkdirSync(out, { recursive: true });

function rng(seed) { // splitmix-fed 32-bit generator
  let a = (seed * 2654435761) >>> 0;
  const u = () => { a = (a + 0x6d2b79f5) >>> 0; let t = Math.imul(a ^ (a >>> 15), 1 | a); t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) / 4294967296; };
  let spare = null;
  const normal = () => { if (spare !== null) { const s = spare; spare = null; return s; } let x, y, r; do { x = 2 * u() - 1; y = 2 * u() - 1; r = x * x + y * y; } while (r >= 1 || r === 0); const f = Math.sqrt((-2 * Math.log(r)) / r); spare = y * f; return x * f; };
  const gamma = (k) => { if (k < 1) return gamma(k + 1) * u() ** (1 / k); const d = k - 1 / 3, c = 1 / Math.sqrt(9 * d); for (;;) { let x, v; do { x = normal(); v = 1 + c * x; } while (v <= 0); v = v ** 3; const w = u(); if (Math.log(w + 1e-300) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v; } };
  const poisson = (m) => { if (m <= 0) return 0; if (m > 60) return Math.max(0, Math.round(m + Math.sqrt(m) * normal())); const L = Math.exp(-m); let k = 0, p = 1; do { k++; p *= u(); } while (p > L); return k - 1; };
  return { u, normal, gamma, poisson, range: (a, b) => a + (b - a) * u(), int: (a, b) => Math.floor(a + (b - a + 1) * u()), pick: (l) => l[Math.floor(u() * l.length)], chance: (p) => u() < p, logr: (a, b) => Math.exp(Math.log(a) + (Math.log(b) - Math.log(a)) * u()) };
}

const FAM = [['qps', 44], ['qps5', 26], ['low', 22], ['latency', 22], ['errors', 14], ['saw', 14], ['cron', 18], ['flat', 18], ['short', 14], ['hourly', 8]];
const bag = []; for (const [f, w] of FAM) for (let i = 0; i < w; i++) bag.push(f);

function day(R, sharp) { // a smooth positive daily shape with mean about 1; x in 0..1
  const h = [[R.range(0.25, 0.6), R.u()], [R.range(0.05, 0.3), R.u()], [R.range(0, 0.12), R.u()]];
  if (sharp) h.push([R.range(0.02, 0.08), R.u(), 6]);
  return (x) => Math.max(0.06, 1 + h.reduce((s, [a, p, k], i) => s + a * Math.cos(2 * Math.PI * ((k || i + 1) * x - p)), 0));
}

function make(id) {
  const R = rng(opt.seed * 100003 + id * 7919 + 17);
  const family = bag[(id * 61) % bag.length];
  const clean = R.u() < opt.clean;
  let step = 60, days, n;
  if (family === 'qps5') { step = 300; days = R.int(5, 14); } else if (family === 'hourly') { step = 3600; days = R.int(28, 70); } else if (family === 'short') { days = R.range(0.3, 1.2); } else if (family === 'flat' || family === 'saw') days = R.range(1, 5); else days = R.pick([1, 2, 3, 3, 4, 5, 7, 7, 10, 14]);
  n = Math.round((days * 86400) / step);
  const t0 = 1735689600 + R.int(0, 300) * 86400 + R.int(0, 23) * 3600;
  const ts = Array.from({ length: n }, (_, i) => t0 + i * step);
  const perDay = 86400 / step;
  const hasDay = !['flat', 'saw', 'errors'].includes(family) && family !== 'short';
  const shape = day(R, R.chance(0.4));
  const wk = R.chance(0.6) ? R.range(0.45, 0.92) : 1; const wkSame = wk === 1;
  const drift = R.chance(0.35) ? R.range(-0.25, 0.5) : 0; // over the whole length
  const wander = R.chance(0.4) ? R.range(0.02, 0.1) : 0; // slow random level
  const level = family === 'low' ? R.logr(0.4, 8) : family === 'latency' ? R.logr(5, 400) : family === 'errors' ? R.logr(0.05, 3) : family === 'saw' ? R.logr(100, 4000) : R.logr(20, 5000);
  const disp = R.chance(0.5) ? R.logr(15, 400) : 0; // gamma shape of over-dispersion, 0 = none
  const cv = R.range(0.02, 0.12); // of gauges
  const phi = family === 'flat' ? R.range(0, 0.9) : R.chance(0.3) ? R.range(0.2, 0.7) : 0;
  const sawP = R.int(25, 240); const sawDrop = R.range(0.3, 0.8);
  const cronP = R.pick([10, 15, 30, 60, 60, 60, 120]); const cronW = R.int(1, Math.max(1, Math.min(5, Math.floor(cronP / 5)))); const cronA = R.range(0.4, 2.5); const cronO = R.int(0, cronP - 1);
  const base = new Float64Array(n); let wv = 0;
  for (let i = 0; i < n; i++) {
    let b = level;
    if (hasDay) {
      b *= shape(((ts[i] % 86400) / 86400));
      const dow = Math.floor(ts[i] / 86400 + 4) % 7;
      if (days >= 8 && (dow === 0 || dow === 6)) b *= wk;
    }
    b *= 1 + (drift * i) / n;
    if (wander) { wv = 0.999 * wv + R.normal() * wander * 0.045; b *= Math.exp(wv); }
    if (family === 'saw') b *= 1 + sawDrop * ((i % sawP) / sawP);
    if (family === 'cron' && (i + cronO) % cronP < cronW) b += level * cronA;
    base[i] = b;
  }
  const counts = ['qps', 'qps5', 'low', 'errors', 'cron', 'short', 'hourly'].includes(family);
  const sd = (i) => { const b = base[i]; if (counts) return Math.sqrt(b + (disp ? (b * b) / disp : 0)) + 1e-9; if (family === 'latency') return b * cv * 2; return b * cv; };
  const mult = new Float64Array(n).fill(1), add = new Float64Array(n), noiseX = new Float64Array(n).fill(1); const stuck = [];
  const anomalies = [], windows = [], ignore = [];
  if (!clean) {
    const want = Math.max(1, Math.min(8, Math.round(R.range(0.4, 1.2) * (n / 2500) + R.range(0.5, 2))));
    const kinds = ['spike', 'spike', 'dip', 'burst', 'burst', 'sag', 'shift', 'outage', 'noise', 'stuck', 'ramp', ...(hasDay && n > 2.5 * perDay ? ['flatday'] : []), ...(family === 'cron' ? ['nocron', 'nocron'] : [])];
    const taken = [];
    for (let tries = 0; anomalies.length < want && tries < 80; tries++) {
      const kind = R.pick(kinds);
      const unit = step === 60 ? 1 : step === 300 ? 0.3 : 0.1;
      let len = 1, k = 0, dir = 1;
      if (kind === 'spike') { len = R.int(1, 3); k = R.logr(6, 25); } else if (kind === 'dip') { len = R.int(1, 3); k = R.logr(6, 25); dir = -1; } else if (kind === 'burst' || kind === 'sag') { len = Math.max(4, Math.round(R.int(8, 60) * unit)); k = R.logr(3, 12); dir = kind === 'sag' ? -1 : 1; } else if (kind === 'shift') { len = Math.max(6, Math.round(R.int(30, 60) * unit)); k = R.logr(3.5, 10); dir = R.chance(0.5) ? 1 : -1; } else if (kind === 'outage') len = Math.max(3, Math.round(R.int(3, 30) * unit)); else if (kind === 'noise') { len = Math.max(12, Math.round(R.int(40, 120) * unit)); k = R.range(3.5, 7); } else if (kind === 'stuck') len = Math.max(10, Math.round(R.int(30, 120) * unit)); else if (kind === 'ramp') { len = Math.max(12, Math.round(R.int(40, 180) * unit)); k = R.logr(6, 14); dir = R.chance(0.7) ? 1 : -1; } else if (kind === 'flatday') len = Math.round(perDay * R.range(0.2, 0.45)); else if (kind === 'nocron') len = cronW + cronP * R.int(1, 3);
      const at = R.int(Math.floor(n * 0.12), n - len - 5);
      if (at < 10 || len > n * 0.2) continue;
      if (taken.some(([a, b]) => at - 0.03 * n < b && at + len + 0.03 * n > a)) continue;
      let mean = 0, s = 0; for (let i = at; i < at + len; i++) { mean += base[i] / len; s += sd(i) / len; }
      if (dir < 0 && mean < (k + 1) * s) { if (mean < 5 * s) continue; k = Math.min(k, mean / s - 0.5); }
      if (['outage', 'stuck', 'flatday'].includes(kind) && (mean < 8 || mean < 4 * s)) continue;
      if (kind === 'stuck' && family === 'latency' && cv < 0.03) continue;
      let b = at, e = at + len - 1;
      if (kind === 'spike' || kind === 'dip' || kind === 'burst' || kind === 'sag') for (let i = b; i <= e; i++) add[i] += dir * k * sd(i);
      else if (kind === 'shift') { const back = R.chance(0.5) ? Math.min(n, b + Math.round(len * R.range(2, 6))) : n; const q = (dir * k * s) / Math.max(mean, 1e-9); for (let i = b; i < back; i++) mult[i] *= Math.max(0.02, 1 + q); if (back > e + 1) ignore.push([ts[e + 1], ts[Math.min(n - 1, back === n ? e + Math.round(Math.min(perDay, n * 0.15)) : back + 10)]]); } else if (kind === 'outage') for (let i = b; i <= e; i++) mult[i] = R.range(0, 0.05);
      else if (kind === 'noise') for (let i = b; i <= e; i++) noiseX[i] = k;
      else if (kind === 'stuck') stuck.push([b, e]);
      else if (kind === 'ramp') { for (let i = b; i <= e; i++) add[i] += dir * k * s * ((i - b) / len); b += Math.floor(len * 0.3); } else if (kind === 'flatday') { let m = 0; for (let i = 0; i < n; i++) m += base[i] / n; const hi = base[at] > m ? 0.55 : 1.6; let far = 0; for (let i = b; i <= e; i++) { far = Math.max(far, (Math.abs(m * hi - base[i])) / sd(i)); } if (far < 5) continue; for (let i = b; i <= e; i++) { const edge = Math.min(1, (i - b) / 5, (e - i) / 5); mult[i] *= 1 - edge + edge * ((m * hi) / base[i]); } } else if (kind === 'nocron') { let miss = 0; for (let i = b; i <= e; i++) if ((i + cronO) % cronP < cronW) { add[i] -= level * cronA; miss++; } if (!miss || level * cronA < 6 * s) { for (let i = b; i <= e; i++) if ((i + cronO) % cronP < cronW) add[i] += level * cronA; continue; } }
      taken.push([at, at + len]);
      anomalies.push({ kind, begin: ts[b], end: ts[e], k: Math.round(k * 10) / 10 });
      windows.push([ts[b], ts[e]]);
    }
  }
  const values = new Array(n); let ar = 0;
  for (let i = 0; i < n; i++) {
    const m = Math.max(0, base[i] * mult[i]); let v;
    ar = phi * ar + Math.sqrt(1 - phi * phi) * R.normal();
    if (counts) {
      const lam = disp ? m * (R.gamma(disp) / disp) : m;
      v = R.poisson(lam * (phi ? Math.exp(0.5 * ar / Math.sqrt(lam + 1)) : 1));
      if (noiseX[i] !== 1) v = Math.max(0, Math.round(m + (v - m) * noiseX[i]));
      v = Math.max(0, Math.round(v + add[i]));
    } else if (family === 'latency') {
      const z = cv * 2 * ar * noiseX[i]; const tail = R.chance(0.002) ? R.range(0.1, 0.5) : 0;
      v = Math.max(0.1, m * Math.exp(z - 2 * cv * cv) * (1 + tail) + add[i]);
    } else v = Math.max(0, m * (1 + cv * ar * noiseX[i]) + add[i]);
    values[i] = counts ? v : Math.round(v * 1000) / 1000;
  }
  for (const [b, e] of stuck) for (let i = b; i <= e; i++) values[i] = values[b];
  // missing points: never inside a window
  const lab = new Uint8Array(n); for (const a of anomalies) for (let i = 0; i < n; i++) if (ts[i] >= a.begin - 3 * step && ts[i] <= a.end + 3 * step) lab[i] = 1;
  if (R.chance(0.3)) { const p = R.range(0.001, 0.015); for (let i = 1; i < n - 1; i++) if (!lab[i] && R.u() < p) values[i] = null; }
  if (R.chance(0.15)) for (let g = R.int(1, 3); g > 0; g--) { const a = R.int(5, n - 70), l = R.int(5, Math.min(60, Math.floor(n * 0.02))); for (let i = a; i < a + l && i < n - 2; i++) if (!lab[i]) values[i] = null; }
  anomalies.sort((a, b) => a.begin - b.begin); windows.sort((a, b) => a[0] - b[0]);
  const periods = [];
  if (hasDay && n >= 2 * perDay) { periods.push(perDay); if (days >= 14 && !wkSame && wk < 0.85) periods.push(7 * perDay); }
  if (family === 'saw') periods.push(sawP);
  if (family === 'cron') periods.push(cronP);
  const name = `syn-${String(id).padStart(3, '0')}-${family}`;
  fs.writeFileSync(path.join(out, `${name}.json`), JSON.stringify({ name, ts, values, windows, ignore, meta: { family, step, periods, anomalies, clean: anomalies.length === 0 } }));
  return { family, anomalies, n };
}

const stat = {}; let pts = 0, cl = 0, w = 0;
for (let i = 0; i < opt.n; i++) { const r = make(i); pts += r.n; w += r.anomalies.length; if (!r.anomalies.length) cl++; for (const a of r.anomalies) stat[a.kind] = (stat[a.kind] || 0) + 1; }
console.log(JSON.stringify({ series: opt.n, clean: cl, points: pts, windows: w, kinds: stat }));
