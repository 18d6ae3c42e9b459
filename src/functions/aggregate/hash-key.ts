/** Two 32-bit hashes of a key text or number (the mixing of MurmurHash3, A. Appleby, public domain). */
export function hashKey(key: unknown): { readonly high: number; readonly low: number } {
  const text = typeof key === 'string' ? key : `${typeof key}:${String(key)}`;
  let h = 0x9747b28c;
  let g = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h = Math.imul(h ^ unit, 0xcc9e2d51);
    h = (h << 15) | (h >>> 17);
    g = Math.imul(g ^ (unit * 0x1b873593), 0x85ebca77);
    g = (g << 13) | (g >>> 19);
  }
  return { high: mix(h ^ text.length), low: mix(g ^ h) };
}

function mix(h: number): number {
  let x = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
