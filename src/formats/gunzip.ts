const windowSize = 32768;
const blockSize = 1 << 18;
/** More bytes than a match, or the code lengths of a block, can take. */
const matchBytes = 8;
const tableBytes = 330;

const lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385,
  24577,
];
const distanceBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A Huffman code as one table: `symbol << 4 | length` at each value of the next `bits` bits, 0 where no code is. */
interface Code {
  readonly table: Uint16Array;
  readonly bits: number;
}

function codeOf(lengths: Uint8Array): Code {
  let bits = 1;
  const counts = new Uint16Array(16);
  for (const length of lengths) {
    counts[length]!++;
    if (length > bits) bits = length;
  }
  counts[0] = 0;
  const next = new Uint16Array(17);
  for (let length = 1; length <= 15; length++) next[length + 1] = (next[length]! + counts[length]!) << 1;
  const table = new Uint16Array(1 << bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    let reversed = 0;
    for (let code = next[length]!++, i = 0; i < length; i++, code >>= 1) reversed = (reversed << 1) | (code & 1);
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length;
  }
  return { table, bits };
}

const fixedLengths = Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
const fixedCode = codeOf(fixedLengths);
const fixedDistances = codeOf(new Uint8Array(30).fill(5));

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

type State = 'header' | 'block' | 'stored' | 'codes' | 'trailer' | 'end';
type Step = 'input' | 'output' | 'end';

/** Whether bytes begin as a gzip member does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && (bytes.length < 3 || bytes[2] === 8);
}

/**
 * Unpacks gzip members (RFC 1951, RFC 1952) piece by piece. Never throws: what can be unpacked is, and `problem` says why the
 * rest was not.
 */
class Unpacker {
  problem: string | undefined;
  #input: Uint8Array = new Uint8Array(0);
  #at = 0;
  #final = false;
  #bits = 0;
  #bitCount = 0;
  #state: State = 'header';
  #lastBlock = false;
  #storedLeft = 0;
  #codes = fixedCode;
  #distances = fixedDistances;
  readonly #out = new Uint8Array(windowSize + blockSize + 258);
  #from = 0;
  #end = 0;
  #crc = -1;
  #size = 0;
  #members = 0;

  /** Adds input; the last piece is undefined. */
  push(bytes: Uint8Array | undefined): void {
    if (!bytes) {
      this.#final = true;
      return;
    }
    const left = this.#input.subarray(this.#at);
    if (left.length === 0) this.#input = bytes;
    else {
      const joined = new Uint8Array(left.length + bytes.length);
      joined.set(left);
      joined.set(bytes, left.length);
      this.#input = joined;
    }
    this.#at = 0;
  }

  /** What was unpacked since the last call; the caller's own copy. */
  take(): Uint8Array {
    const part = this.#out.slice(this.#from, this.#end);
    let crc = this.#crc;
    for (let i = 0; i < part.length; i++) crc = crcTable[(crc ^ part[i]!) & 255]! ^ (crc >>> 8);
    this.#crc = crc;
    this.#size = (this.#size + part.length) | 0;
    const keep = Math.min(this.#end, windowSize);
    this.#out.copyWithin(0, this.#end - keep, this.#end);
    this.#from = this.#end = keep;
    return part;
  }

  /** Goes on until it needs input, has output to take, or is at the end. */
  run(): Step {
    for (;;) {
      if (this.#state === 'end') return 'end';
      if (this.#end >= windowSize + blockSize) return 'output';
      const step = this.#step(this.#state);
      if (step) return step;
    }
  }

  #step(state: Exclude<State, 'end'>): Step | undefined {
    switch (state) {
      case 'header':
        return this.#header();
      case 'block':
        return this.#block();
      case 'stored':
        return this.#stored();
      case 'codes':
        return this.#compressed();
      case 'trailer':
        return this.#trailer();
    }
  }

  /** Whether bits beyond the end of the input were used; they read as zeros, and what they gave is void. */
  get #overrun(): boolean {
    return this.#at - (this.#bitCount >> 3) > this.#input.length;
  }

  #stop(problem: string): Step {
    this.problem = problem;
    this.#state = 'end';
    return 'end';
  }

  #lacks(bytes: number): boolean {
    return !this.#final && this.#input.length - this.#at < bytes;
  }

  #need(count: number): void {
    while (this.#bitCount < count) {
      this.#bits |= (this.#at < this.#input.length ? this.#input[this.#at]! : 0) << this.#bitCount;
      this.#at++;
      this.#bitCount += 8;
    }
  }

  #read(count: number): number {
    if (count === 0) return 0;
    this.#need(count);
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#bitCount -= count;
    return value;
  }

  #symbol({ table, bits }: Code): number {
    this.#need(bits);
    const entry = table[this.#bits & (table.length - 1)]!;
    const length = entry & 15;
    if (length === 0) return -1;
    this.#bits >>>= length;
    this.#bitCount -= length;
    return entry >> 4;
  }

  /** Gives back whole bytes that were read ahead. */
  #align(): void {
    this.#at -= this.#bitCount >> 3;
    this.#bits = 0;
    this.#bitCount = 0;
  }

  #header(): Step | undefined {
    const input = this.#input;
    if (this.#lacks(2)) return 'input';
    const start = this.#at;
    if (start >= input.length) {
      this.#state = 'end';
      return undefined;
    }
    if (input[start] === 0 && this.#members > 0) {
      // Tapes and some tools pad with zeros.
      while (this.#at < input.length && input[this.#at] === 0) this.#at++;
      return undefined;
    }
    if (input[start] !== 0x1f || input[start + 1] !== 0x8b)
      return this.#stop(this.#members > 0 ? 'something else follows the gzip data' : 'it is not gzip data');
    const short = (): Step => (this.#final ? this.#stop('the gzip data is cut off') : 'input');
    if (input.length - start < 10) return short();
    const flags = input[start + 3]!;
    let at = start + 10;
    if (flags & 4) at += 2 + (input[at] ?? 0) + (input[at + 1] ?? 0) * 256;
    for (const flag of [8, 16]) {
      if (!(flags & flag)) continue;
      const zero = input.indexOf(0, at);
      if (zero < 0) return short();
      at = zero + 1;
    }
    if (flags & 2) at += 2;
    if (at > input.length) return short();
    this.#at = at;
    this.#members++;
    this.#crc = -1;
    this.#size = 0;
    this.#state = 'block';
    return undefined;
  }

  #block(): Step | undefined {
    if (this.#lacks(tableBytes)) return 'input';
    this.#lastBlock = this.#read(1) === 1;
    const kind = this.#read(2);
    if (kind === 3) return this.#stop('the gzip data is damaged');
    this.#state = kind === 0 ? 'stored' : 'codes';
    if (kind === 0) {
      this.#align();
      const [a = 0, b = 0, c = 0, d] = this.#input.subarray(this.#at, this.#at + 4);
      this.#at += 4;
      if (d !== undefined && (a ^ c) + (b ^ d) !== 510) return this.#stop('the gzip data is damaged');
      this.#storedLeft = a + b * 256;
    } else if (kind === 1) {
      this.#codes = fixedCode;
      this.#distances = fixedDistances;
    } else if (!this.#readCodes())
      return this.#stop(this.#at > this.#input.length ? 'the gzip data is cut off' : 'the gzip data is damaged');
    return undefined;
  }

  #readCodes(): boolean {
    const literals = this.#read(5) + 257;
    const distances = this.#read(5) + 1;
    const order = new Uint8Array(19);
    for (let i = 0, count = this.#read(4) + 4; i < count; i++) order[lengthOrder[i]!] = this.#read(3);
    const code = codeOf(order);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.#symbol(code);
      if (symbol < 0 || (symbol === 16 && i === 0)) return false;
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      const repeat = symbol === 16 ? 3 + this.#read(2) : symbol === 17 ? 3 + this.#read(3) : 11 + this.#read(7);
      const value = symbol === 16 ? lengths[i - 1]! : 0;
      if (i + repeat > lengths.length) return false;
      lengths.fill(value, i, i + repeat);
      i += repeat;
    }
    this.#codes = codeOf(lengths.subarray(0, literals));
    this.#distances = codeOf(lengths.subarray(literals));
    return this.#at <= this.#input.length;
  }

  #stored(): Step | undefined {
    const room = windowSize + blockSize - this.#end;
    const count = Math.min(this.#storedLeft, this.#input.length - this.#at, room);
    this.#out.set(this.#input.subarray(this.#at, this.#at + count), this.#end);
    this.#at += count;
    this.#end += count;
    this.#storedLeft -= count;
    if (this.#storedLeft === 0) this.#state = this.#lastBlock ? 'trailer' : 'block';
    else if (this.#at >= this.#input.length) return this.#final ? this.#stop('the gzip data is cut off') : 'input';
    return undefined;
  }

  #compressed(): Step | undefined {
    const out = this.#out;
    const full = windowSize + blockSize;
    const limit = this.#final ? this.#input.length + 2 : this.#input.length - matchBytes;
    while (this.#at <= limit && this.#end < full) {
      const symbol = this.#symbol(this.#codes);
      if (this.#overrun) return this.#stop('the gzip data is cut off');
      if (symbol < 0 || symbol > 285) return this.#stop('the gzip data is damaged');
      if (symbol < 256) {
        out[this.#end++] = symbol;
        continue;
      }
      if (symbol === 256) {
        this.#state = this.#lastBlock ? 'trailer' : 'block';
        return undefined;
      }
      const length = lengthBase[symbol - 257]! + this.#read(lengthBits[symbol - 257]!);
      const code = this.#symbol(this.#distances);
      const distance = code < 0 || code > 29 ? 0 : distanceBase[code]! + this.#read(distanceBits[code]!);
      if (this.#overrun) return this.#stop('the gzip data is cut off');
      if (distance === 0 || distance > this.#end) return this.#stop('the gzip data is damaged');
      let end = this.#end;
      for (let i = 0; i < length; i++, end++) out[end] = out[end - distance]!;
      this.#end = end;
    }
    if (this.#end >= full) return undefined;
    return this.#final ? this.#stop('the gzip data is cut off') : 'input';
  }

  #trailer(): Step | undefined {
    if (this.#lacks(8 + (this.#bitCount >> 3))) return 'input';
    if (this.#end > this.#from) return 'output'; // the checksum is that of all output
    this.#align();
    const bytes = this.#input.subarray(this.#at, this.#at + 8);
    if (bytes.length < 8) return this.#stop('the gzip data is cut off');
    const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
    this.#at += 8;
    this.#state = 'header';
    if (view.getInt32(0, true) !== ~this.#crc || view.getInt32(4, true) !== this.#size)
      return this.#stop('the gzip data is damaged: its checksum differs');
    return undefined;
  }
}

/** The unpacked bytes of gzip data; `onProblem` hears why the rest could not be unpacked. */
export async function* gunzip(pieces: AsyncIterable<Uint8Array>, onProblem: (reason: string) => void): AsyncGenerator<Uint8Array> {
  const unpacker = new Unpacker();
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = unpacker.run();
      if (step === 'input') {
        const next = await iterator.next();
        unpacker.push(next.done ? undefined : next.value);
        continue;
      }
      const part = unpacker.take();
      if (part.length > 0) yield part;
      if (step === 'end') break;
    }
    if (unpacker.problem) onProblem(unpacker.problem);
  } finally {
    await iterator.return?.();
  }
}
