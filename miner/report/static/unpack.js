/* The inverse of miner/report/_pack.py: base85 -> LZMA -> UTF-16 -> JSON. */

const DIGITS85 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%:()*+-;.=,?@^_`{|}~";
const VALUE85 = new Uint8Array(128);
for (let i = 0; i < 85; i++) VALUE85[DIGITS85.charCodeAt(i)] = i;

function fromBase85(text, from) {
  const chars = text.length - from;
  const bytes = new Uint8Array(Math.ceil(chars / 5) * 4);
  let at = 0;
  for (let i = from; i < text.length; i += 5) {
    let word = 0;
    for (let k = 0; k < 5; k++) word = word * 85 + (i + k < text.length ? VALUE85[text.charCodeAt(i + k)] : 84);
    bytes[at++] = word / 0x1000000;
    bytes[at++] = word >>> 16;
    bytes[at++] = word >>> 8;
    bytes[at++] = word;
  }
  return bytes;
}

/* The LZMA specification's decoder for a raw stream with lc = 3, lp = 1, pb = 1 and a known length. */
function unlzma(source, size) {
  const LC = 3, LP = 1, POSITIONS = 2;
  const out = new Uint8Array(size);
  const half = (n) => new Uint16Array(n).fill(1024);
  const literal = half(0x300 << (LC + LP));
  const isMatch = half(12 * POSITIONS), isRep = half(12), isRepG0 = half(12), isRepG1 = half(12);
  const isRepG2 = half(12), isRep0Long = half(12 * POSITIONS);
  const slots = [half(64), half(64), half(64), half(64)], special = half(115), align = half(16);
  const lengths = () => ({ choice: half(2), low: [half(8), half(8)], mid: [half(8), half(8)], high: half(256) });
  const matchLength = lengths(), repLength = lengths();
  let at = 5, range = 0xffffffff;
  let code = ((source[1] << 24) | (source[2] << 16) | (source[3] << 8) | source[4]) >>> 0;

  function bit(probs, i) {
    const p = probs[i];
    const bound = (range >>> 11) * p;
    let b;
    if (code < bound) {
      range = bound;
      probs[i] = p + ((2048 - p) >> 5);
      b = 0;
    } else {
      range -= bound;
      code -= bound;
      probs[i] = p - (p >> 5);
      b = 1;
    }
    if (range < 0x1000000) {
      range = (range << 8) >>> 0;
      code = ((code << 8) | source[at++]) >>> 0;
    }
    return b;
  }
  function tree(probs, bits) {
    let m = 1;
    for (let i = 0; i < bits; i++) m = (m << 1) | bit(probs, m);
    return m - (1 << bits);
  }
  function reverseTree(probs, offset, bits) {
    let m = 1, value = 0;
    for (let i = 0; i < bits; i++) {
      const b = bit(probs, offset + m);
      m = (m << 1) | b;
      value |= b << i;
    }
    return value;
  }
  function direct(bits) {
    let value = 0;
    while (bits--) {
      range >>>= 1;
      const b = code >= range ? 1 : 0;
      if (b) code -= range;
      if (range < 0x1000000) {
        range = (range << 8) >>> 0;
        code = ((code << 8) | source[at++]) >>> 0;
      }
      value = value * 2 + b;
    }
    return value;
  }
  function length(coder, position) {
    if (!bit(coder.choice, 0)) return tree(coder.low[position], 3);
    if (!bit(coder.choice, 1)) return 8 + tree(coder.mid[position], 3);
    return 16 + tree(coder.high, 8);
  }
  function distance(len) {
    const slot = tree(slots[len < 4 ? len : 3], 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return base + reverseTree(special, base - slot, bits);
    return base + direct(bits - 4) * 16 + reverseTree(align, 0, 4);
  }

  let state = 0, rep0 = 0, rep1 = 0, rep2 = 0, rep3 = 0, pos = 0;
  while (pos < size) {
    const position = pos & (POSITIONS - 1);
    if (!bit(isMatch, state * POSITIONS + position)) {
      const before = pos ? out[pos - 1] : 0;
      const base = 0x300 * (((pos & ((1 << LP) - 1)) << LC) + (before >> (8 - LC)));
      let symbol = 1;
      if (state >= 7) {
        let guess = out[pos - rep0 - 1];
        while (symbol < 0x100) {
          const g = (guess >> 7) & 1;
          guess <<= 1;
          const b = bit(literal, base + ((1 + g) << 8) + symbol);
          symbol = (symbol << 1) | b;
          if (g !== b) break;
        }
      }
      while (symbol < 0x100) symbol = (symbol << 1) | bit(literal, base + symbol);
      out[pos++] = symbol;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let len;
    if (bit(isRep, state)) {
      if (!bit(isRepG0, state)) {
        if (!bit(isRep0Long, state * POSITIONS + position)) {
          state = state < 7 ? 9 : 11;
          out[pos] = out[pos - rep0 - 1];
          pos++;
          continue;
        }
      } else {
        let d;
        if (!bit(isRepG1, state)) d = rep1;
        else {
          if (!bit(isRepG2, state)) d = rep2;
          else {
            d = rep3;
            rep3 = rep2;
          }
          rep2 = rep1;
        }
        rep1 = rep0;
        rep0 = d;
      }
      len = length(repLength, position);
      state = state < 7 ? 8 : 11;
    } else {
      rep3 = rep2;
      rep2 = rep1;
      rep1 = rep0;
      len = length(matchLength, position);
      state = state < 7 ? 7 : 10;
      rep0 = distance(len);
      if (rep0 === 0xffffffff) break;
    }
    for (let n = len + 2; n > 0 && pos < size; n--, pos++) out[pos] = out[pos - rep0 - 1];
  }
  return out;
}

function unpack(text) {
  const colon = text.indexOf(":");
  const size = Number(text.slice(0, colon));
  const bytes = unlzma(fromBase85(text, colon + 1), size);
  return JSON.parse(new TextDecoder("utf-16le").decode(bytes));
}
